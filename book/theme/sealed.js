// Opens what src/book/sealed.rs has sealed: answers and hints, out of sight until the reader has tried.
'use strict';

window.ecslab = window.ecslab || {};

// Gives the text that an element carries in data-key and data-sealed.
window.ecslab.unseal = function (element) {
    let state = parseInt(element.dataset.key, 16);
    const bytes = element.dataset.sealed.match(/../g).map(function (digits) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return parseInt(digits, 16) ^ (state & 255);
    });
    return new TextDecoder().decode(new Uint8Array(bytes));
};

// Puts unsealed HTML into an element. Links in it start at the root of the book.
window.ecslab.fill = function (element, html) {
    element.innerHTML = html;
    // As mdBook marks the code that it finds when a page is opened.
    element.querySelectorAll('code').forEach(code => code.classList.add('hljs'));
    for (const link of element.querySelectorAll('a[href]')) {
        const href = link.getAttribute('href');
        if (!/^[a-z]+:/.test(href)) {
            link.setAttribute('href', path_to_root + href);
        }
    }
};
