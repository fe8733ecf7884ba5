// The reader's answers, kept in this browser where it lets us.
'use strict';

window.ecslab.answers = (function () {
    const place = 'ecslab-book';
    const version = 1;
    const followers = [];
    // What was read last, and the text that it was read from.
    let known = {};
    let source = null;
    let keeps = canKeep();

    function canKeep() {
        try {
            localStorage.setItem(place + '-probe', 'x');
            localStorage.removeItem(place + '-probe');
            return true;
        } catch (error) {
            return false;
        }
    }

    function isObject(value) {
        return typeof value === 'object' && value !== null && !Array.isArray(value);
    }

    function parsed(text) {
        try {
            return JSON.parse(text);
        } catch (error) {
            return undefined;
        }
    }

    // Other tabs answer and forget too, so what is stored is looked at each time. Where nothing is kept, the answers of this
    // page are all there is.
    function read() {
        let text = source;
        try {
            text = localStorage.getItem(place);
        } catch (error) {
            return known;
        }
        if (text !== source && (keeps || source === null)) {
            const stored = parsed(text);
            known = isObject(stored) && stored.version === version && isObject(stored.answers) ? stored.answers : {};
            source = text;
        }
        return known;
    }

    function change(edit) {
        const answers = read();
        edit(answers);
        if (!keeps) {
            return;
        }
        try {
            setAside(localStorage.getItem(place));
            const text = JSON.stringify({ version: version, answers: answers });
            localStorage.setItem(place, text);
            source = text;
        } catch (error) {
            keeps = false;
        }
        if (!keeps) {
            tell();
        }
    }

    // What another version of the book has stored, or somebody else, is not ours to write over.
    function setAside(text) {
        const stored = parsed(text);
        if (text === null || (isObject(stored) && stored.version === version && isObject(stored.answers))) {
            return;
        }
        const suffix = isObject(stored) && Number.isInteger(stored.version) && stored.version !== version ? 'version-' + stored.version : 'unreadable';
        localStorage.setItem(place + '-' + suffix, text);
    }

    function tell() {
        followers.forEach(follower => follower());
    }

    window.addEventListener('storage', function (event) {
        if (event.key === place || event.key === null) {
            tell();
        }
    });

    return {
        // Whether answers outlive this page.
        keeps: function () {
            return keeps;
        },
        // The answer to a question, if it was given to this form of it.
        get: function (id, key) {
            const answers = read();
            const answer = Object.hasOwn(answers, id) ? answers[id] : null;
            const isWhole = isObject(answer) && answer.key === key && Array.isArray(answer.chosen) && answer.chosen.length > 0
                && answer.chosen.every(value => ['number', 'string'].includes(typeof value));
            return isWhole ? answer : null;
        },
        set: function (id, answer) {
            change(answers => { answers[id] = answer; });
        },
        forget: function (ids) {
            change(answers => ids.forEach(id => delete answers[id]));
        },
        forgetAll: function () {
            change(answers => Object.keys(answers).forEach(id => delete answers[id]));
        },
        // Calls a function whenever another tab has changed something, or nothing can be kept any more.
        follow: function (follower) {
            followers.push(follower);
        },
    };
})();

// What is told of the answers outside of questions: whether they are kept, and on the introduction and the modules how many are right.
(function () {
    const answers = window.ecslab.answers;
    const forget = document.querySelector('[data-forget-all]');
    const goOn = document.querySelector('[data-go-on]');
    const wrong = document.querySelector('[data-wrong]');

    // Of questions as `id:key` with spaces between them.
    function count(text) {
        const questions = text.split(' ').filter(Boolean).map(question => question.split(':'));
        const given = questions.map(([id, key]) => ({ id: id, answer: answers.get(id, key) })).filter(question => question.answer);
        const missed = given.filter(question => !question.answer.right).map(question => question.id);
        return { all: questions.length, given: given.length, right: given.length - missed.length, missed: missed };
    }

    function show() {
        for (const element of document.querySelectorAll('[data-kept]')) {
            element.hidden = (element.dataset.kept === 'yes') !== answers.keeps();
        }
        let any = false;
        for (const element of document.querySelectorAll('[data-answers]')) {
            const { all, given, right } = count(element.dataset.answers);
            any = any || given > 0;
            element.textContent = given === 0 ? '' : right + ' of ' + all + ' right';
            element.classList.toggle('is-complete', given > 0 && right === all);
        }
        if (forget) {
            forget.hidden = !any;
        }
        const lessons = goOn ? JSON.parse(goOn.dataset.goOn).map(lesson => ({ ...lesson, ...count(lesson.answers) })) : [];
        if (lessons.length > 0) {
            showWay(lessons, any);
        }
    }

    // The next lesson that has something open, and where answers were wrong.
    function showWay(lessons, any) {
        const next = lessons.find(lesson => lesson.right < lesson.all) || lessons[0];
        goOn.href = next.url;
        goOn.textContent = (any ? 'Go on: ' : 'Begin: ') + next.title;
        const missed = lessons.filter(lesson => lesson.missed.length > 0);
        wrong.hidden = missed.length === 0;
        wrong.replaceChildren('Answered wrong, to be tried again: ');
        missed.forEach(function (lesson, index) {
            const link = document.createElement('a');
            link.href = lesson.url + '#question-' + lesson.missed[0];
            link.textContent = lesson.title;
            wrong.append(index === 0 ? '' : ', ', link, ' (' + lesson.missed.length + ')');
        });
    }

    if (forget) {
        forget.addEventListener('click', function () {
            if (window.confirm('Forget all answers that this browser has kept for this book?')) {
                answers.forgetAll();
                show();
                document.querySelector('.progress-all').textContent = 'All answers are forgotten.';
            }
        });
    }
    answers.follow(show);
    show();
})();
