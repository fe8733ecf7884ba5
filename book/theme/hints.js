// The hints of a lab: each is unsealed when it is opened, and the next one is offered then.
'use strict';

for (const hints of document.querySelectorAll('.hints')) {
    const all = Array.from(hints.querySelectorAll('.hint'));
    all.forEach(function (hint, index) {
        hint.hidden = index > 0;
        hint.addEventListener('toggle', function () {
            if (!hint.open) {
                return;
            }
            window.ecslab.fill(hint.querySelector('.hint-text'), window.ecslab.unseal(hint));
            if (index + 1 < all.length) {
                all[index + 1].hidden = false;
            }
        });
    });
}
