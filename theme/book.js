'use strict';

/* global highlight */

// What a page does beyond being read. Everything that carries meaning is in
// the HTML already; see theme/README.md for what is left without this script.

const root = document.documentElement;
const find = (selector, from = document) => from.querySelector(selector);
const findAll = (selector, from = document) => [...from.querySelectorAll(selector)];

/** Makes an element: `make('button', { type: 'button' }, 'Copy')`. */
function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
}

/** What the reader chose; forgotten where the browser stores nothing. */
const choices = {
    get(key) {
        try {
            return localStorage.getItem('mdbook-' + key);
        } catch {
            return null;
        }
    },
    set(key, value) {
        try {
            localStorage.setItem('mdbook-' + key, value);
        } catch { /* only for this page, then */ }
    },
};

// Theme: the class on <html> is already set, by a script in its head.
for (const radio of findAll('#mdbook-theme-list input')) {
    radio.checked = root.classList.contains(radio.value || 'auto')
        || !radio.value && !/\b(light|dark)\b/.test(root.className);
    radio.addEventListener('change', () => {
        root.classList.remove('light', 'dark');
        if (radio.value) {
            root.classList.add(radio.value);
        }
        choices.set('theme', radio.value);
    });
}

// Sidebar: beside the text where there is room, else over it.
const sidebar = find('#mdbook-sidebar');
const sidebarToggle = find('#mdbook-sidebar-toggle');
const roomy = matchMedia('(min-width: 1080px)');
const sidebarIsOpen = () => root.classList.contains('sidebar-visible');

function setSidebar(open) {
    root.classList.toggle('sidebar-visible', open);
    sidebarToggle.setAttribute('aria-expanded', open);
}

const closeOverlay = () => setSidebar(sidebarIsOpen() && roomy.matches);

/** Calls `leave` when the focus or a click goes to something outside of `area` and `toggle`. */
function whenLeft(area, toggle, leave) {
    const check = target => {
        if (target && !area.contains(target) && target !== toggle) {
            leave();
        }
    };
    area.addEventListener('focusout', event => check(event.relatedTarget));
    document.addEventListener('click', event => check(event.target));
}

setSidebar(sidebarIsOpen());
sidebarToggle.addEventListener('click', () => {
    const open = !sidebarIsOpen();
    closeProof(); // there is room for one of the two
    setSidebar(open);
    if (roomy.matches) {
        choices.set('sidebar', sidebarIsOpen() ? 'visible' : 'hidden');
    } else if (sidebarIsOpen()) {
        find('a', sidebar).focus();
    }
});
roomy.addEventListener('change', () => {
    setSidebar(roomy.matches && choices.get('sidebar') !== 'hidden');
});
whenLeft(sidebar, sidebarToggle, closeOverlay);

// Table of contents: this page, and its sections below it.
const isThisPage = link => link.href.replace(/\.html$/, '')
    === location.href.replace(/[?#].*/, '').replace(/\/$/, '/index').replace(/\.html$/, '');
const chapters = findAll('.chapter a', sidebar);
const isIndex = /\/(index\.html)?$/.test(location.pathname);
const current = chapters.find(isThisPage) || isIndex && chapters[0];
if (current) {
    current.setAttribute('aria-current', 'page');
    const sections = findAll('main h2[id] > a.header').map(header =>
        make('li', {}, make('a', { href: header.getAttribute('href') }, header.textContent)));
    if (sections.length > 1) {
        current.closest('li').append(make('ol', { class: 'on-this-page' }, ...sections));
    }
    sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 2;
    sidebar.addEventListener('click', event => {
        if (event.target.closest('.on-this-page')) {
            closeOverlay();
        }
    });
}

// Code: colours, hidden lines, copying.
const copied = make('div', { class: 'visually-hidden', role: 'status' });
document.body.append(copied);

function dress(code) {
    const pre = code.parentElement;
    const buttons = make('div', { class: 'buttons' });
    const hidden = findAll('.boring', code);
    highlight(code);

    if (hidden.length) {
        const lines = hidden.map(line => line.textContent).join('').split('\n').length - 1;
        const toggle = make('button', { type: 'button', 'aria-expanded': false });
        const label = () => {
            const shown = pre.classList.contains('show-hidden');
            toggle.textContent = `${shown ? '−' : '+'}${lines} lines`;
            toggle.setAttribute('aria-expanded', shown);
            toggle.setAttribute('aria-label', `${toggle.textContent}: the hidden part of the program`);
        };
        label();
        toggle.addEventListener('click', () => {
            pre.classList.toggle('show-hidden');
            label();
            makeFocusable(code);
        });
        buttons.append(toggle);
    }

    // Of a session only what is typed, of a program all of it, hidden lines too.
    const text = () => code.classList.contains('language-console')
        ? code.textContent.split('\n').filter(line => line.startsWith('$ '))
            .map(line => line.slice(2)).join('\n')
        : code.textContent;
    if (navigator.clipboard && !code.matches('.language-text, .language-diff')) {
        const copy = make('button', { type: 'button', class: 'clip-button' }, 'Copy');
        copy.addEventListener('click', async () => {
            try {
                await navigator.clipboard.writeText(text());
                copy.textContent = 'Copied';
            } catch {
                copy.textContent = 'Not allowed';
            }
            copied.textContent = copy.textContent;
        });
        copy.addEventListener('blur', () => {
            copy.textContent = 'Copy';
            copied.textContent = '';
        });
        buttons.append(copy);
    }
    pre.prepend(buttons);
    annotate(pre);
    makeFocusable(code);
}

// Annotations: "// ①" in the code and the item in the list become a pair of
// links. The characters stay in the code for whoever copies it.
let annotated = 0;
function annotate(pre) {
    const sources = findAll('.tok-note', pre);
    annotated += sources.length > 0;
    const next = pre.nextElementSibling;
    const list = next?.matches('pre') ? next.nextElementSibling : next;
    for (const source of sources) {
        const number = source.textContent.codePointAt(3) - '①'.codePointAt(0) + 1;
        const item = list?.matches('ol') && list.children[number - 1];
        if (!item || source.closest('.boring')) {
            continue;
        }
        const id = `note-${annotated}-${number}`;
        const inCode = make('a', {
            class: 'note', 'data-number': number, id: id + '-code', href: `#${id}`,
            'aria-label': `Note ${number}`,
        });
        const inList = make('a', {
            class: 'note', 'data-number': number, id, href: `#${id}-code`,
            'aria-label': `Note ${number}, back to the code`,
        });
        const line = make('span', { class: 'note-line' });
        source.before(line, inCode);
        source.replaceChildren(make('span', { class: 'visually-hidden' }, ...source.childNodes));
        item.prepend(inList);
        for (const element of [inCode, item]) {
            const light = on => () => [line, item].forEach(e => e.classList.toggle('lit', on));
            element.addEventListener('mouseenter', light(true));
            element.addEventListener('mouseleave', light(false));
            element.addEventListener('focusin', light(true));
            element.addEventListener('focusout', light(false));
        }
    }
}

// The first blocks at once; those of a long page one at a time, so that it
// answers meanwhile.
findAll('pre > code').forEach((code, index) => {
    if (index < 20) {
        dress(code);
    } else {
        setTimeout(dress, 0, code);
    }
});

// Claim marks: say whose proof, and keep the mark on the line of its sentence.
// In a table one mark, at the head of the row, stands for all of the row.
const isMark = link => link.textContent === '✓';
const nameOf = link => link.hash.slice(1);
const proofsOf = mark => mark.ofRow ?? [mark];
function endTextBefore(mark, end) {
    const before = mark.previousSibling;
    if (before?.nodeType === Node.TEXT_NODE) {
        before.data = before.data.replace(/\s+$/, end);
    }
}
for (const row of findAll('main tbody tr')) {
    const marks = findAll('a[href*="#"]', row).filter(isMark);
    for (const mark of marks) {
        endTextBefore(mark, '');
        mark.remove();
    }
    if (marks.length) {
        marks[0].ofRow = marks.filter(({ href }, i) => marks.findIndex(mark => mark.href === href) === i);
        row.cells[0].append(' ', marks[0]);
    }
}
function dressMark(mark) {
    const names = proofsOf(mark).map(nameOf);
    const whose = (names.length > 1 ? 'Proofs: ' : 'Proof: ') + names.join(', ');
    mark.classList.add('claim');
    mark.setAttribute('aria-label', whose);
    mark.setAttribute('aria-haspopup', 'dialog');
    endTextBefore(mark, '\u00a0');
    mark.addEventListener('mouseenter', () => showTip(mark));
    mark.addEventListener('focus', () => mark.matches(':focus-visible') && showTip(mark));
    mark.addEventListener('mouseleave', event => event.relatedTarget !== tip && hideTip());
    mark.addEventListener('blur', hideTip);
    mark.addEventListener('click', event => {
        const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
        // A page in a folder may not read its neighbours.
        const isHere = link => pageOf(link) === pageOf(location);
        const readable = proofsOf(mark).every(isHere) || location.protocol !== 'file:';
        if (!elsewhere && readable) {
            event.preventDefault();
            openProof(mark);
        }
    });
}
findAll('main a[href*="#"]').filter(isMark).forEach(dressMark);

// What a mark is about, for whoever points at it. Its name says the same, so
// this is for the eye only.
const tip = make('div', { class: 'tip', 'aria-hidden': true });
tip.addEventListener('mouseleave', () => hideTip());
function showTip(mark) {
    const claims = proofsOf(mark).map(link => proofIn(document, nameOf(link))).filter(Boolean);
    tip.replaceChildren(make('strong', {}, mark.getAttribute('aria-label')),
        ...claims.map(([claim]) => make('span', {}, claim.textContent)));
    // In a modal dialog nothing outside of it is to be seen.
    (mark.closest('dialog') || document.body).append(tip);
    placeTip(mark);
}
function placeTip(mark) {
    const at = mark.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = tip;
    const below = at.bottom + offsetHeight < innerHeight;
    tip.style.left = Math.max(8, Math.min(at.left, root.clientWidth - offsetWidth - 8)) + 'px';
    tip.style.top = (below ? at.bottom : at.top - offsetHeight) + 'px';
}
function hideTip() {
    tip.remove();
}
addEventListener('scroll', () => {
    // Focus on a mark below the window scrolls, and its tip comes along.
    if (tip.isConnected && document.activeElement.matches('.claim:focus-visible')) {
        placeTip(document.activeElement);
    } else {
        hideTip();
    }
}, { passive: true });

// Proofs: a mark opens claim, proof and break beside the text, or in a sheet
// over it where the window is small. The history of the window stays as it is.
const pageOf = ({ origin, pathname }) => origin + pathname.replace(/\/$/, '/index.html');
const beside = matchMedia('(min-width: 73rem)');
const pagesRead = new Map();
let proof = null;
let wanted = null;

/** What stands below the heading `id` of the proofs of a page: `[claim, …]`. */
function proofIn(page, id) {
    const heading = page.getElementById(id);
    if (!heading?.matches('h2[id^="proofs"] ~ h3')) {
        return null;
    }
    const parts = [];
    for (let part = heading.nextElementSibling; part; part = part.nextElementSibling) {
        if (part.matches('h1, h2, h3')) {
            break;
        }
        parts.push(part);
    }
    if (parts.length && !parts.some(part => part.matches('pre'))) {
        parts.splice(1, 0, ...shownAbove(page, id));
    }
    return parts.length ? parts : null;
}

/** The test, or the program and the compiler's answer, of a proof that says it stands above. */
function shownAbove(page, id) {
    const name = new RegExp(`\\bfn ${id.replaceAll('-', '_')}\\b`);
    const blocks = findAll('main pre', page);
    const mark = findAll(`main a[href$="#${id}"]`, page).find(isMark);
    const block = blocks.find(pre => name.test(pre.textContent)) ?? blocks.findLast(pre =>
        find('.compile_fail', pre) && mark && pre.compareDocumentPosition(mark) & 4); // follows
    const next = block?.nextElementSibling;
    return !block ? [] : next?.matches('pre:has(> .language-text)') ? [block, next] : [block];
}

function readPage(url) {
    if (!pagesRead.has(url)) {
        const page = fetch(url, { signal: AbortSignal.timeout(5000) })
            .then(answer => answer.ok ? answer.text() : Promise.reject(new Error(answer.status)))
            .then(html => new DOMParser().parseFromString(html, 'text/html'));
        page.catch(() => pagesRead.delete(url));
        pagesRead.set(url, page);
    }
    return pagesRead.get(url);
}

/** A proof, `{ link, url, page, parts }`; without parts if it cannot be read. */
async function readProof(link) {
    const url = pageOf(link);
    try {
        const page = url === pageOf(location) ? document : await readPage(url);
        return { link, url, page, parts: proofIn(page, nameOf(link)) };
    } catch {
        return { link, url };
    }
}

/** What the dialog shows of a proof, without what this page has added to it. */
function copyOfProof({ link, url, page, parts }) {
    const place = make('a', { href: link.href },
        `This proof in its place: ${find('main h1', page)?.textContent ?? 'its page'}`);
    place.addEventListener('click', event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            closeProof();
        }
    });
    const copy = make('section', {}, ...parts.map(part => document.importNode(part, true)));
    findAll('[id]', copy).forEach(element => element.removeAttribute('id'));
    findAll('pre > .buttons, a.note', copy).forEach(made => made.remove());
    for (const inside of findAll('a[href^="#"]', copy)) {
        inside.href = url + inside.getAttribute('href');
    }
    for (const box of findAll('details', copy)) {
        box.addEventListener('toggle', () => findAll('pre > code', box).forEach(makeFocusable));
    }
    findAll('a[href*="#"]', copy).filter(isMark).forEach(dressMark);
    copy.append(make('p', { class: 'place' }, place));
    return copy;
}

async function openProof(mark) {
    wanted = mark;
    hideTip();
    const proofs = await Promise.all(proofsOf(mark).map(readProof));
    if (wanted !== mark) {
        return; // another mark was clicked meanwhile
    }
    const missing = proofs.find(({ parts }) => !parts);
    if (missing) {
        location.href = missing.link.href;
        return;
    }
    const whose = mark.getAttribute('aria-label');
    if (proof?.contains(mark)) {
        mark = proof.opener; // a mark in a proof: closing leads to the text
    }
    closeProof();
    proof = make('dialog', { id: 'mdbook-proof', 'aria-labelledby': 'mdbook-proof-title' });
    proof.opener = mark;
    const title = make('h2', { id: 'mdbook-proof-title', tabindex: -1 },
        make('span', { class: 'claim' }, '✓'), ' ' + whose);
    const close = make('button', { type: 'button' }, 'Close');
    proof.append(make('div', { class: 'head' }, title, close), ...proofs.map(copyOfProof));

    close.addEventListener('click', closeProof);
    // Of a sheet, what is around it; Escape is the browser's.
    proof.addEventListener('click', event => event.target === proof && closeProof());
    proof.addEventListener('cancel', event => {
        event.preventDefault();
        closeProof();
    });

    document.body.append(proof);
    mark.classList.add('open');
    proof.hidSidebar = beside.matches && innerWidth < 1648 && sidebarIsOpen();
    if (proof.hidSidebar) {
        setSidebar(false);
    }
    root.classList.add('proof-open');
    if (beside.matches) {
        proof.show();
    } else {
        proof.showModal();
    }
    title.focus();
    findAll('pre > code', proof).forEach(code => {
        if (!find('.boring', code)) {
            code.replaceChildren(code.textContent); // without the colours it may have
        }
        dress(code);
    });
}

function closeProof() {
    if (!proof) {
        return;
    }
    const { opener, hidSidebar } = proof;
    const focused = proof.contains(document.activeElement) || document.activeElement === document.body;
    proof.close();
    proof.remove();
    proof = null;
    root.classList.remove('proof-open');
    opener.classList.remove('open');
    if (hidSidebar) {
        setSidebar(true);
    }
    if (focused) {
        opener.focus({ preventScroll: true });
        hideTip();
    }
}

// What Markdown cannot say: the corner of a table heads nothing, a linked
// path in a table may be broken between its words, and a box to tick belongs to
// the words beside it.
for (const corner of findAll('th:empty')) {
    corner.replaceWith(make('td'));
}
for (const code of findAll('td a > code')) {
    code.innerHTML = code.innerHTML.replaceAll(/::|_|(?<=[a-z])(?=[A-Z])/g, '$&<wbr>');
}
for (const box of findAll('li > input[type="checkbox"]')) {
    box.setAttribute('aria-label', box.parentElement.textContent.trim());
}

// Whatever scrolls sideways can be reached, and scrolled, with the keyboard.
function makeFocusable(element) {
    if (element.scrollWidth > element.clientWidth) {
        element.tabIndex = 0;
    } else {
        element.removeAttribute('tabindex');
    }
}
findAll('.table-wrapper').forEach(makeFocusable);
addEventListener('resize', () =>
    findAll('pre > code, .table-wrapper').forEach(makeFocusable));

// Paper has nothing to click on. Of boxes that share a name only one can be open.
let folded = [];
addEventListener('beforeprint', () => {
    folded = findAll('main details').map(box => ({ box, open: box.open, name: box.getAttribute('name') }));
    for (const { box } of folded) {
        box.removeAttribute('name');
        box.open = true;
    }
});
addEventListener('afterprint', () => {
    for (const { box, open, name } of folded) {
        box.open = open;
        if (name) {
            box.setAttribute('name', name);
        }
    }
});

// An aside in the text is a note, not a landmark.
for (const aside of findAll('main aside.see-it')) {
    aside.setAttribute('role', 'note');
}

// Search: the texts of all sections are fetched when it is opened first, and
// read through for every query. That is quick for a book, and finds names of
// APIs, which an index of stemmed words would not.
const search = find('#mdbook-search-wrapper');
const searchToggle = find('#mdbook-search-toggle');
const searchInput = find('#mdbook-searchbar');
const searchStatus = find('#mdbook-searchresults-header');
const searchResults = find('#mdbook-searchresults');
const mostPages = 12;
const mostPlaces = 3; // of a page
let index = null;

/** All sections of the book: `[{ url, page, name, title, body, isProof }]`. */
async function loadIndex() {
    window.search = {};
    await new Promise((resolve, reject) => {
        const script = make('script', { src: search.dataset.index });
        script.onload = resolve;
        script.onerror = () => reject(new Error('cannot load ' + script.src));
        document.head.append(script);
    });
    const { doc_urls, index: { documentStore: { docs } } } = window.search;
    let before = {};
    return doc_urls.map((url, number) => {
        const { title, body: text } = docs[number];
        const page = url.replace(/#.*/, '');
        const isNew = page !== before.page;
        const isProof = !isNew && (before.isProof || url.endsWith('#proofs'));
        // Of a proof only the claim, of a program not what it imports: they name
        // everything, and explain nothing.
        const body = isProof ? text.replace(/#\[(?:tokio::)?test\b[^]*/, '')
            : text.replace(/\buse [a-z_]+::[^;]{1,500};/g, '');
        before = {
            url, page, title, body, isProof,
            name: isNew ? title : before.name,
            words: [title, body].map(text => text.toLowerCase()),
        };
        return before;
    });
}

function setSearch(open) {
    search.hidden = !open;
    searchToggle.setAttribute('aria-expanded', open);
    if (open) {
        searchInput.select();
        index ??= loadIndex();
        showResults();
    }
}

const escaped = word => word.replace(/[^\w\s]/g, '\\$&');

const stem = word => /^[a-z]{5,}$/.test(word) ? word.replace(/(?:ing|e?s|ed|e)$/, '') : word;

/** How to find a word: as it is, and in its other forms ("closing", "closed"). */
function patterns(word) {
    const start = /^\w/.test(word) ? '(?<![a-z0-9])' : '';
    return {
        whole: new RegExp(start + escaped(word) + (/\w$/.test(word) ? '(?![a-z0-9])' : ''), 'g'),
        other: new RegExp(start + escaped(stem(word)), 'g'),
    };
}

/** Several words in their order: "broken pipe", "BrokenPipe", "a broken pipe's". */
function phrase(words) {
    const pattern = new RegExp(words.map(word => escaped(stem(word)) + '[a-z]{0,3}').join('\\W{0,3}'), 'g');
    return { whole: pattern, other: pattern };
}

const tooCommon = /^(?:an?|and|are|as|at|be|do|does|for|how|if|in|is|it|not|of|on|or|that|the|to|what|when|why|with)$/;

function telling(words) {
    const some = words.filter(word => !tooCommon.test(word));
    return some.length ? some : words;
}

/** The pages that have all words, or most of them, best first: `[{ name, places }]`. */
function lookUp(sections, query) {
    const words = telling(query);
    const count = (text, pattern) => (text.match(pattern) ?? []).length;
    const sought = words.map(patterns);
    if (query.length > 1) {
        sought.push(phrase(query));
    }
    const all = sought.map(({ whole, other }) => {
        const weigh = text => {
            const exact = count(text, whole);
            return exact + (count(text, other) - exact) / 2;
        };
        const found = sections.map(section => section.words.map(weigh));
        const rarity = Math.log(1 + sections.length / (1 + found.filter(([a, b]) => a + b).length));
        return { found, rarity };
    });
    const pages = new Map();
    sections.forEach((section, number) => {
        const group = pages.get(section.page) ?? { name: section.name, places: [], seen: new Set() };
        let score = 0;
        let matched = 0;
        all.forEach(({ found, rarity }, word) => {
            const [inTitle, inBody] = found[number];
            const length = 1 + section.body.length / 1500;
            score += rarity * (3 * Math.min(inTitle, 1) + inBody / (inBody + length));
            if (inTitle + inBody) {
                matched += word < words.length ? 1 : words.length;
                words.forEach((_, other) => (word === other || word >= words.length) && group.seen.add(other));
            }
        });
        matched = Math.min(matched, words.length);
        score *= (matched / words.length) ** 2 * (section.isProof ? 0.2 : 1);
        if (score) {
            group.places.push({ ...section, score });
            pages.set(section.page, group);
        }
    });
    const found = [...pages.values()];
    for (const group of found) {
        group.places.sort((a, b) => b.score - a.score);
        const [best, ...others] = group.places.map(({ score }) => score);
        group.score = (best + 0.3 * others.slice(0, 4).reduce((sum, score) => sum + score, 0))
            * (group.seen.size / words.length);
        // A proof is named when it is all that its page has.
        const text = group.places.filter(({ isProof }) => !isProof);
        group.places = (text.length ? text : group.places).slice(0, mostPlaces);
    }
    found.sort((a, b) => b.score - a.score);
    return found.filter(({ score }) => score > found[0].score / 12);
}

async function showResults() {
    searchResults.setAttribute('aria-busy', true);
    let sections;
    try {
        sections = await index;
    } catch (error) {
        index = null;
        searchStatus.textContent = `The search does not work: ${error.message}`;
        return;
    }
    const words = searchInput.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.length ? lookUp(sections, words) : [];
    const shown = found.slice(0, mostPages);
    searchStatus.textContent = !words.length ? ''
        : !found.length ? 'Nothing found'
            : `${found.length} ${found.length === 1 ? 'page' : 'pages'} found`
                + (shown.length < found.length ? `, the best ${shown.length} shown` : '');
    searchResults.replaceChildren(...shown.map(({ name, places }) =>
        make('li', {}, make('p', {}, name), make('ul', {}, ...places.map(place =>
            make('li', {}, make('a', { href: root.dataset.root + place.url },
                make('strong', {}, (place.isProof ? 'Proof: ' : '') + place.title),
                teaser(place.body, telling(words)))))))));
    searchResults.removeAttribute('aria-busy');
}

/** About 160 characters of `body` around the first of `words`, with all of them marked. */
function teaser(body, words) {
    const pattern = new RegExp(`((?<![a-z0-9])(?:${words.map(word => escaped(stem(word))).join('|')}))`, 'i');
    const at = Math.max(0, body.search(pattern));
    const start = at < 60 ? 0 : body.indexOf(' ', at - 60) + 1;
    const text = (start ? '… ' : '') + body.slice(start, start + 160).replace(/\s\S*$/, ' …');
    return make('span', { class: 'teaser' }, ...text.split(pattern)
        .map((part, i) => i % 2 ? make('mark', {}, part) : part));
}

if (search) {
    searchToggle.addEventListener('click', () => setSearch(search.hidden));
    whenLeft(search, searchToggle, () => setSearch(false));
    searchInput.addEventListener('input', showResults);
    search.addEventListener('keydown', event => {
        const links = findAll('a', searchResults);
        const at = links.indexOf(document.activeElement);
        const steps = { ArrowDown: 1, ArrowUp: -1 };
        if (event.key in steps && links.length) {
            event.preventDefault();
            (links[at + steps[event.key]] || searchInput).focus();
        } else if (event.key === 'Enter' && at < 0 && links.length) {
            links[0].click();
        }
    });
}

// Keys. The arrows turn the page unless they have something nearer to do. The
// single characters can be switched off (WCAG 2.1.4).
const help = find('#mdbook-help-popup');
const singleKeys = find('#mdbook-single-keys');
singleKeys.checked = choices.get('single-keys') !== 'off';
singleKeys.addEventListener('change', () => {
    choices.set('single-keys', singleKeys.checked ? 'on' : 'off');
});
find('#mdbook-help-toggle').addEventListener('click', () => help.showModal());

document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || help.open) {
        return;
    }
    if (event.key === 'Escape') {
        if (tip.isConnected) {
            hideTip();
        } else if (search && !search.hidden) {
            setSearch(false);
            searchToggle.focus();
        } else if (proof) {
            closeProof();
        } else if (sidebarIsOpen() && !roomy.matches) {
            closeOverlay();
            sidebarToggle.focus();
        }
        return;
    }
    if (event.target.closest('input, select, textarea, dialog')) {
        return;
    }
    const page = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key];
    if (page) {
        if (!event.shiftKey && !event.target.closest('[tabindex="0"]')) {
            find(`.nav-chapters[rel="${page}"]`)?.click();
        }
    } else if (singleKeys.checked && event.key === '?') {
        help.showModal();
    } else if (singleKeys.checked && search && (event.key === 's' || event.key === '/')) {
        event.preventDefault();
        setSearch(true);
    }
});
