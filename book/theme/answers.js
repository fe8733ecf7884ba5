// The reader's answers, kept in this browser where it lets us, and how many are right on the introduction.
'use strict';

window.ecslab.answers = (function () {
    const place = 'ecslab-book';
    let answers = {};

    // A stored value may be from another version, or from somebody else.
    try {
        const stored = JSON.parse(localStorage.getItem(place));
        if (stored && stored.version === 1 && stored.answers && typeof stored.answers === 'object') {
            answers = stored.answers;
        }
    } catch (error) {
        // Where nothing is kept, the answers are good for this page.
    }

    function store() {
        try {
            localStorage.setItem(place, JSON.stringify({ version: 1, answers: answers }));
        } catch (error) {
            // As above.
        }
    }

    return {
        // The answer to a question, if it was given to this form of it.
        get: function (id, key) {
            const answer = Object.hasOwn(answers, id) ? answers[id] : null;
            return answer && answer.key === key && Array.isArray(answer.chosen) ? answer : null;
        },
        set: function (id, answer) {
            answers[id] = answer;
            store();
        },
        forget: function (id) {
            delete answers[id];
            store();
        },
        forgetAll: function () {
            answers = {};
            store();
        },
    };
})();

(function () {
    const forget = document.querySelector('[data-forget-all]');

    function show() {
        let any = false;
        for (const element of document.querySelectorAll('[data-answers]')) {
            const questions = element.dataset.answers.split(' ').filter(Boolean);
            const given = questions.map(question => window.ecslab.answers.get(...question.split(':'))).filter(Boolean);
            const right = given.filter(answer => answer.right).length;
            any = any || given.length > 0;
            element.textContent = given.length === 0 ? '' : right + ' of ' + questions.length + ' right';
            element.classList.toggle('is-complete', given.length > 0 && right === questions.length);
        }
        if (forget) {
            forget.hidden = !any;
        }
    }

    if (forget) {
        forget.addEventListener('click', function () {
            if (window.confirm('Forget all answers that this browser has kept for this book?')) {
                window.ecslab.answers.forgetAll();
                show();
                document.querySelector('.progress-all').textContent = 'All answers are forgotten.';
            }
        });
    }
    show();
})();
