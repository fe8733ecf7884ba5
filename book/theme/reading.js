// What helps to read without a mouse: a way past the contents, and keys for what scrolls by itself.
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
