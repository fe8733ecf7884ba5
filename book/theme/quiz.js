// The quiz at the end of a lesson: check an answer, say why, try again, and remember.
'use strict';

(function () {
    const answers = window.ecslab.answers;

    for (const quiz of document.querySelectorAll('[data-quiz]')) {
        start(quiz);
    }

    function start(quiz) {
        const forms = Array.from(quiz.querySelectorAll('.quiz-question'));
        const restart = quiz.querySelector('[data-restart]');

        for (const form of forms) {
            form.addEventListener('submit', function (event) {
                event.preventDefault();
                attempt(form);
                showScore();
            });
            form.querySelector('[data-retry]').addEventListener('click', function () {
                reset(form);
                showScore();
                inputs(form)[0].focus();
            });
            const answer = answerTo(form);
            if (answer) {
                inputs(form).forEach(input => { input.checked = answer.chosen.includes(Number(input.value)); });
                reveal(form, answer.chosen);
            } else {
                // A browser restores what was chosen before a reload; what was not checked is not an answer.
                inputs(form).forEach(input => { input.checked = false; });
            }
        }
        restart.addEventListener('click', function () {
            forms.forEach(reset);
            showScore();
            inputs(forms[0])[0].focus();
        });
        showScore();

        function showScore() {
            const given = forms.map(answerTo).filter(Boolean);
            const right = given.filter(answer => answer.right).length;
            let text = given.length === 0
                ? forms.length + ' questions. Decide first, then check: every option is explained.'
                : right + ' of ' + forms.length + ' right';
            if (given.length > 0 && given.length < forms.length) {
                text += ', ' + (forms.length - given.length) + ' to go';
            }
            if (!answers.kept()) {
                text += ' This browser keeps no data for this page, so answers are forgotten when you leave it.';
            }
            quiz.querySelector('[data-score]').textContent = text;
            restart.hidden = given.length === 0;
        }
    }

    // This visit's answers, for browsers that keep nothing, are in `answers` too.
    function answerTo(form) {
        return answers.get(form.dataset.question, form.dataset.key);
    }

    function inputs(form) {
        return Array.from(form.querySelectorAll('input'));
    }

    function attempt(form) {
        const chosen = inputs(form).filter(input => input.checked).map(input => Number(input.value));
        const expected = Number(form.dataset.choose);
        if (chosen.length !== expected) {
            const wanted = expected === 1 ? 'Choose an option first.' : 'Choose ' + expected + ' options; you have chosen ' + chosen.length + '.';
            form.querySelector('.quiz-verdict').textContent = wanted;
            return;
        }
        const right = reveal(form, chosen);
        answers.set(form.dataset.question, { key: form.dataset.key, chosen: chosen, right: right });
        form.querySelector('[data-retry]').focus();
    }

    // Opens the sealed answer and shows it beside what was chosen; gives whether that was right.
    function reveal(form, chosen) {
        const answer = JSON.parse(window.ecslab.unseal(form));
        const letters = [];
        form.querySelectorAll('.quiz-option').forEach(function (option, index) {
            const { correct, why } = answer.options[index];
            const picked = chosen.includes(index);
            if (correct) {
                letters.push(option.querySelector('.quiz-letter').textContent);
            }
            option.classList.toggle('is-right', correct);
            option.classList.toggle('is-wrong', picked && !correct);
            const element = option.querySelector('.quiz-why');
            window.ecslab.fill(element, why);
            const mark = document.createElement('strong');
            mark.textContent = (correct ? '\u2713 Right' : '\u2717 Wrong') + (picked ? ', your choice. ' : '. ');
            element.prepend(mark);
            element.hidden = false;
        });
        inputs(form).forEach(input => { input.disabled = true; });
        const right = answer.options.every((option, index) => option.correct === chosen.includes(index));
        form.classList.add('is-answered');
        form.querySelector('.quiz-verdict').textContent = right
            ? 'That is right.'
            : 'Not right. The answer is ' + letters.join(' and ') + '.';
        showProof(form.querySelector('.quiz-proof'), answer);
        form.querySelector('[type=submit]').hidden = true;
        form.querySelector('[data-retry]').hidden = false;
        return right;
    }

    function showProof(element, answer) {
        const link = function (text, href) {
            const a = document.createElement('a');
            a.textContent = text;
            a.href = href;
            return a;
        };
        element.replaceChildren(link('AWS\u2019s page', answer.source), ', checked ' + answer.verified);
        answer.rules.forEach(function (rule, index) {
            element.append(index === 0 ? '. The linter knows it: ' : ', ', link(rule.code, path_to_root + rule.page));
        });
        element.hidden = false;
    }

    function reset(form) {
        answers.forget(form.dataset.question);
        form.classList.remove('is-answered');
        for (const option of form.querySelectorAll('.quiz-option')) {
            option.classList.remove('is-right', 'is-wrong');
            const why = option.querySelector('.quiz-why');
            why.replaceChildren();
            why.hidden = true;
        }
        inputs(form).forEach(function (input) {
            input.disabled = false;
            input.checked = false;
        });
        form.querySelector('.quiz-verdict').textContent = '';
        form.querySelector('.quiz-proof').replaceChildren();
        form.querySelector('.quiz-proof').hidden = true;
        form.querySelector('[type=submit]').hidden = false;
        form.querySelector('[data-retry]').hidden = true;
    }
})();
