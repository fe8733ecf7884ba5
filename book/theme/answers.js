// The reader's answers, kept in this browser where it lets us, and how many are right on the introduction.
'use strict';

window.ecslab.answers = (function () {
    const place = 'ecslab-book';
    let kept = true;
    let answers = {};

    // A stored value may be from another version, or from somebody else.
    try {
        const stored = JSON.parse(localStorage.getItem(place));
        if (stored && stored.version === 1 && stored.answers && typeof stored.answers === 'object') {
            answers = stored.answers;
        }
    } catch (error) {
        kept = !(error instanceof DOMException);
    }

    function store() {
        try {
            localStorage.setItem(place, JSON.stringify({ version: 1, answers: answers }));
        } catch (error) {
            kept = false;
        }
    }

    return {
        // Whether answers outlive this page.
        kept: function () {
            return kept;
        },
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
    };
})();

for (const element of document.querySelectorAll('[data-answers]')) {
    const questions = element.dataset.answers.split(' ').filter(Boolean);
    const given = questions.map(question => window.ecslab.answers.get(...question.split(':'))).filter(Boolean);
    if (given.length > 0) {
        const right = given.filter(answer => answer.right).length;
        element.textContent = right + ' of ' + questions.length + ' right';
        element.classList.toggle('is-complete', right === questions.length);
    }
}
