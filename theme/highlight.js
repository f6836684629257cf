'use strict';

// Colours the code blocks. Each language is a list of patterns; at every
// position the first one that matches wins, and its name becomes the class of
// a <span>. What matches nothing stays plain text.

const LANGUAGES = {
    rust: {
        note: /\/\/ [①-⑳]/,
        comment: /\/\/.*|\/\*[^]*?\*\//,
        string: /\bb?r(?<hashes>#*)"[^]*?"\k<hashes>|[bc]?"(?:\\[^]|[^"\\])*"|b?'(?:\\(?:u\{\w+\}|x\w\w|.)|[^\\'])'/,
        lifetime: /'[a-z_]\w*/,
        attribute: /#!?\[[^\]]*\]/,
        macro: /\b[a-z_]\w*!(?=\s*[([{])/,
        number: /\b\d\w*(?:\.\d\w*)?/,
        keyword: /\b(?:as|async|await|break|const|continue|crate|dyn|else|enum|extern|false|fn|for|if|impl|in|let|loop|match|mod|move|mut|pub|ref|return|self|Self|static|struct|super|trait|true|type|unsafe|use|where|while)\b/,
        type: /\b[A-Z]\w*/,
    },
    toml: {
        comment: /#.*/,
        string: /"(?:\\.|[^"\\])*"|'[^']*'/,
        macro: /^\[.*\]/,
        keyword: /^[\w.-]+(?=\s*=)/,
        number: /\b(?:true|false|\d+)\b/,
    },
    console: {
        prompt: /^\$ /,
        command: /(?<=^\$ ).*/,
    },
    diff: {
        removed: /^-.*/,
        added: /^\+.*/,
        comment: /^@@$/,
    },
    // The compiler's messages.
    text: {
        error: /^error\b.*|\^+.*/,
    },
};

/** Colours `code`, a <code> that says `language-NAME`. */
// eslint-disable-next-line no-unused-vars
function highlight(code) {
    const language = /language-(\w+)/.exec(code.className);
    const patterns = language && LANGUAGES[language[1]];
    if (!patterns) {
        return;
    }
    const names = Object.keys(patterns);
    const grammar = new RegExp(
        names.map(name => `(?<${name}>${patterns[name].source})`).join('|'), 'gm');

    const tokens = [];
    for (const match of code.textContent.matchAll(grammar)) {
        const name = names.find(name => match.groups[name] !== undefined);
        tokens.push({ name, start: match.index, end: match.index + match[0].length });
    }

    // Hidden lines are elements of their own, so the text is in several nodes,
    // and a token may begin in one and end in another.
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
        nodes.push(walker.currentNode);
    }
    let begin = 0;
    let next = 0;
    for (const node of nodes) {
        const text = node.data;
        const end = begin + text.length;
        const pieces = [];
        let done = begin;
        while (next < tokens.length && tokens[next].start < end) {
            const token = tokens[next];
            const from = Math.max(token.start, begin);
            const to = Math.min(token.end, end);
            const span = document.createElement('span');
            span.className = 'tok-' + token.name;
            span.textContent = text.slice(from - begin, to - begin);
            pieces.push(text.slice(done - begin, from - begin), span);
            done = to;
            if (token.end > end) {
                break;
            }
            next += 1;
        }
        pieces.push(text.slice(done - begin));
        node.replaceWith(...pieces);
        begin = end;
    }
}
