// What helps to read without a mouse, and on paper: a way past the contents, keys for what scrolls by itself, a printer for the page.
'use strict';

(function () {
    const main = document.querySelector('#mdbook-content main');
    if (main) {
        main.id = main.id || 'main-text';
        main.tabIndex = -1;
        const skip = document.createElement('a');
        skip.className = 'skip';
        skip.href = '#' + main.id;
        skip.textContent = 'Skip to the text';
        // mdBook opens the page anew for a link in its contents; here the focus is all there is to move.
        skip.addEventListener('click', function (event) {
            event.preventDefault();
            main.focus();
            main.scrollIntoView();
        });
        document.body.prepend(skip);
    }
    // mdBook's printer opens the whole book, which is what few want; the introduction leads there too.
    const printer = document.querySelector('#mdbook-menu-bar a[href$="print.html"]');
    if (printer) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'icon-button';
        button.title = 'Print this page';
        button.setAttribute('aria-label', 'Print this page');
        button.append(...printer.childNodes);
        button.addEventListener('click', () => window.print());
        printer.replaceWith(button);
    }
    // The page's own title is the title; mdBook has one in the menu besides, and says of a label whether it is expanded.
    document.querySelector('.menu-title').setAttribute('role', 'presentation');
    const toggle = document.querySelector('#mdbook-sidebar-toggle');
    toggle.setAttribute('role', 'button');
    toggle.tabIndex = 0;
    toggle.addEventListener('keydown', function (event) {
        if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            toggle.click();
        }
    });
    // The corner of a table is the head of nothing.
    for (const corner of document.querySelectorAll('main th:empty')) {
        corner.replaceWith(document.createElement('td'));
    }
    for (const scroller of document.querySelectorAll('.table-wrapper, .picture-scroll, pre > code, .quiz-configuration')) {
        if (scroller.scrollWidth > scroller.clientWidth) {
            scroller.tabIndex = 0;
            scroller.addEventListener('keydown', function (event) {
                // mdBook would turn the page.
                if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                    event.stopPropagation();
                }
            });
        } else if (scroller.matches('.picture-scroll, .table-wrapper')) {
            scroller.removeAttribute('tabindex');
        }
    }
})();
