'use strict';

/* global elasticlunr, highlight */

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
    setSidebar(!sidebarIsOpen());
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
        source.before(inCode);
        source.replaceChildren(make('span', { class: 'visually-hidden' }, ...source.childNodes));
        item.prepend(inList);
        for (const element of [inCode, item]) {
            const light = on => () => [inCode, item].forEach(e => e.classList.toggle('lit', on));
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
for (const mark of findAll('main a[href*="#"]').filter(link => link.textContent === '✓')) {
    mark.classList.add('claim');
    mark.setAttribute('aria-label', 'Proof: ' + mark.hash.slice(1));
    if (mark.previousSibling?.nodeType === Node.TEXT_NODE) {
        mark.previousSibling.data = mark.previousSibling.data.replace(/\s+$/, '\u00a0');
    }
}

// What Markdown cannot say: the corner of a table heads nothing, a linked
// path in a table may be broken after each "::", and a box to tick belongs to
// the words beside it.
for (const corner of findAll('th:empty')) {
    corner.replaceWith(make('td'));
}
for (const code of findAll('td a > code')) {
    code.innerHTML = code.innerHTML.replaceAll('::', '::<wbr>');
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
findAll('.table-wrapper, main figure').forEach(makeFocusable);
addEventListener('resize', () =>
    findAll('pre > code, .table-wrapper, main figure').forEach(makeFocusable));

// Paper has nothing to click on.
const openAll = () => findAll('main details').forEach(box => box.open = true);
addEventListener('beforeprint', openAll);

// Search: its scripts and the index are fetched when it is opened first.
const search = find('#mdbook-search-wrapper');
const searchToggle = find('#mdbook-search-toggle');
const searchInput = find('#mdbook-searchbar');
const searchStatus = find('#mdbook-searchresults-header');
const searchResults = find('#mdbook-searchresults');
let index = null;

function loadIndex() {
    const load = src => new Promise((resolve, reject) => {
        const script = make('script', { src });
        script.onload = resolve;
        script.onerror = () => reject(new Error('cannot load ' + src));
        document.head.append(script);
    });
    window.search = {};
    return Promise.all(search.dataset.scripts.split(' ').map(load))
        .then(() => elasticlunr.Index.load(window.search.index));
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

async function showResults() {
    let documents;
    try {
        documents = await index;
    } catch (error) {
        index = null;
        searchStatus.textContent = `The search does not work: ${error.message}`;
        return;
    }
    const words = searchInput.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const { search_options, results_options, doc_urls } = window.search;
    const found = words.length
        ? documents.search(words.join(' '), search_options).slice(0, results_options.limit_results)
        : [];
    searchStatus.textContent = !words.length ? ''
        : found.length ? `${found.length} ${found.length === 1 ? 'place' : 'places'} found` : 'Nothing found';
    searchResults.replaceChildren(...found.map(({ ref, doc }) => make('li', {},
        make('a', { href: root.dataset.root + doc_urls[ref] },
            make('strong', {}, doc.breadcrumbs), teaser(doc.body, words)))));
}

/** About 160 characters of `body` around the first of `words`, with all of them marked. */
function teaser(body, words) {
    const pattern = new RegExp(
        `(${words.map(word => word.replace(/[^\w\s]/g, '\\$&')).join('|')})`, 'i');
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
        if (search && !search.hidden) {
            setSearch(false);
            searchToggle.focus();
        } else if (sidebarIsOpen() && !roomy.matches) {
            closeOverlay();
            sidebarToggle.focus();
        }
        return;
    }
    if (event.target.matches('input, select, textarea')) {
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
