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
        const again = quiz.querySelector('[data-again]');

        for (const form of forms) {
            form.addEventListener('submit', function (event) {
                event.preventDefault();
                attempt(form);
                showScore();
            });
            form.querySelector('[data-retry]').addEventListener('click', () => tryAgain([form]));
            // A browser restores what was chosen before a reload; what was not checked is not an answer.
            empty(form);
            showAnswer(form);
        }
        restart.addEventListener('click', function () {
            if (window.confirm('Forget your answers to the ' + forms.length + ' questions of this lesson?')) {
                tryAgain(forms);
            }
        });
        again.addEventListener('click', () => tryAgain(forms.filter(isMissed)));
        quiz.addEventListener('keydown', function (event) {
            // mdBook would turn the page.
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
                event.stopPropagation();
            }
        });
        answers.follow(function () {
            forms.forEach(showAnswer);
            showScore();
        });
        showScore();

        function tryAgain(some) {
            answers.forget(some.map(form => form.dataset.question));
            some.forEach(clear);
            showScore();
            inputs(some[0])[0].focus();
        }

        function showScore() {
            const given = forms.map(answerTo).filter(Boolean);
            const right = given.filter(answer => answer.right).length;
            let text = given.length === 0
                ? forms.length + ' questions. Decide first, then check: every option is explained.'
                : right + ' of ' + forms.length + ' right';
            if (given.length > 0 && given.length < forms.length) {
                text += ', ' + (forms.length - given.length) + ' to go';
            }
            quiz.querySelector('[data-score]').textContent = text;
            restart.hidden = given.length === 0;
            // One alone has its own button.
            again.hidden = forms.filter(isMissed).length < 2;
        }
    }

    // What was answered, if it can be an answer to this form: a stored one may have any shape.
    function answerTo(form) {
        const answer = answers.get(form.dataset.question, form.dataset.key);
        const fits = answer && !wanting(form, answer.chosen) && answer.chosen.every(function (value) {
            return form.dataset.input === 'text' ? typeof value === 'string'
                : isChoice(form) ? Number.isInteger(value) && value >= 0 && value < inputs(form).length
                    : Array.from(inputs(form)[0].options).some(option => option.value === value);
        });
        return fits ? answer : null;
    }

    function isMissed(form) {
        const answer = answerTo(form);
        return answer !== null && !answer.right;
    }

    // Shows a form as the answers have it; what is being chosen stays.
    function showAnswer(form) {
        const answer = answerTo(form);
        if (answer) {
            restore(form, answer.chosen);
            reveal(form, answer.chosen);
        } else if (form.classList.contains('is-answered')) {
            clear(form);
        }
    }

    function inputs(form) {
        return Array.from(form.querySelectorAll('input, select'));
    }

    // Whether options are chosen; else each has its place or its partner, or the answer is typed.
    function isChoice(form) {
        return form.dataset.input === 'radio' || form.dataset.input === 'checkbox';
    }

    // What was answered: numbers of options, for each option the value that was chosen, or what was typed.
    function given(form) {
        if (isChoice(form)) {
            return inputs(form).filter(input => input.checked).map(input => Number(input.value));
        }
        return inputs(form).map(input => input.value.trim()).filter(Boolean);
    }

    // What is still to be done before the answer can be checked; nothing where it can.
    function wanting(form, chosen) {
        const expected = Number(form.dataset.choose);
        switch (form.dataset.input) {
        case 'text':
            return chosen.length === 1 ? null : 'Type your answer first.';
        case 'order':
        case 'match':
            return chosen.length === expected && new Set(chosen).size === expected ? null : 'Choose each once: ' + expected + ' in all.';
        default:
            if (chosen.length === expected) {
                return null;
            }
            return expected === 1 ? 'Choose an option first.' : 'Choose ' + expected + ' options; you have chosen ' + chosen.length + '.';
        }
    }

    function restore(form, chosen) {
        inputs(form).forEach(function (input, index) {
            if (isChoice(form)) {
                input.checked = chosen.includes(Number(input.value));
            } else {
                input.value = chosen[index];
            }
        });
    }

    function empty(form) {
        inputs(form).forEach(function (input) {
            if (isChoice(form)) {
                input.checked = false;
            } else {
                input.value = '';
            }
        });
    }

    function attempt(form) {
        const chosen = given(form);
        const wanted = wanting(form, chosen);
        if (wanted) {
            form.querySelector('.quiz-verdict').textContent = wanted;
            return;
        }
        const right = reveal(form, chosen);
        answers.set(form.dataset.question, { key: form.dataset.key, chosen: chosen, right: right });
        // A key that is held or pressed twice must find nothing there that it could press.
        form.querySelector('.quiz-verdict').focus();
    }

    // Opens the sealed answer and shows it beside what was chosen; gives whether that was right.
    function reveal(form, chosen) {
        const answer = JSON.parse(window.ecslab.unseal(form));
        const { right, words } = form.dataset.input === 'text'
            ? revealTyped(form, answer, chosen[0])
            : isChoice(form) ? revealChoice(form, answer, chosen) : revealPlaces(form, answer, chosen);
        inputs(form).forEach(input => { input.disabled = true; });
        form.classList.add('is-answered');
        form.querySelector('.quiz-verdict').textContent = right ? 'That is right.' : 'Not right. ' + words;
        showProof(form.querySelector('.quiz-proof'), answer);
        form.querySelector('[type=submit]').hidden = true;
        form.querySelector('[data-retry]').hidden = false;
        return right;
    }

    function explain(element, mark, why) {
        window.ecslab.fill(element, why);
        const strong = document.createElement('strong');
        strong.textContent = mark;
        element.prepend(strong);
        element.hidden = false;
    }

    // The reason belongs to what it is about for who hears the page, too.
    function describe(input, why) {
        input.setAttribute('aria-describedby', why.id);
    }

    function revealChoice(form, answer, chosen) {
        const letters = [];
        form.querySelectorAll('.quiz-option').forEach(function (option, index) {
            const { correct, why } = answer.options[index];
            const picked = chosen.includes(index);
            if (correct) {
                letters.push(option.querySelector('.quiz-letter').textContent);
            }
            option.classList.toggle('is-right', correct);
            option.classList.toggle('is-wrong', picked && !correct);
            const mark = (correct ? '\u2713 Right' : '\u2717 Wrong') + (picked ? ', your choice. ' : '. ');
            explain(option.querySelector('.quiz-why'), mark, why);
            describe(option.querySelector('input'), option.querySelector('.quiz-why'));
        });
        const right = answer.options.every((option, index) => option.correct === chosen.includes(index));
        return { right: right, words: 'The answer is ' + letters.join(' and ') + '.' };
    }

    // Each option has a place, or a partner.
    function revealPlaces(form, answer, chosen) {
        form.querySelectorAll('.quiz-option').forEach(function (option, index) {
            const { expects, why } = answer.options[index];
            const isRight = chosen[index] === String(expects);
            const shown = option.querySelector('option[value="' + expects + '"]').textContent;
            option.classList.toggle('is-right', isRight);
            option.classList.toggle('is-wrong', !isRight);
            explain(option.querySelector('.quiz-why'), (isRight ? '\u2713 Right: ' : '\u2717 Wrong, right is ') + shown + '. ', why);
            describe(option.querySelector('select'), option.querySelector('.quiz-why'));
        });
        const right = answer.options.every((option, index) => chosen[index] === String(option.expects));
        return { right: right, words: 'What is right stands below each.' };
    }

    // Without case, quotes around it, a prompt in front, and with single spaces: as `normalized` in src/course/question.rs.
    function normalized(text) {
        return text.trim().replace(/^(\$ )+/, '').replace(/^[`"']+|[`"']+$/g, '').split(/\s+/).filter(Boolean).join(' ').toLowerCase();
    }

    function revealTyped(form, answer, typed) {
        const right = answer.accepts.map(normalized).includes(normalized(typed));
        const option = form.querySelector('.quiz-option');
        option.classList.toggle('is-right', right);
        option.classList.toggle('is-wrong', !right);
        const element = form.querySelector('.quiz-typed');
        element.replaceChildren();
        for (const { correct, text, why } of answer.options) {
            const paragraph = document.createElement('p');
            const said = document.createElement('span');
            window.ecslab.fill(said, text);
            const isTyped = normalized(said.textContent) === normalized(typed);
            explain(paragraph, (correct ? '\u2713 Right' : '\u2717 Wrong') + (isTyped ? ', your answer: ' : ': '), text + '. ' + why);
            paragraph.classList.add(correct ? 'is-right' : 'is-wrong');
            element.append(paragraph);
        }
        element.hidden = false;
        describe(option.querySelector('input'), element);
        return { right: right, words: 'The answer is: ' + answer.accepts[0] };
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

    // As before an attempt.
    function clear(form) {
        form.classList.remove('is-answered');
        for (const option of form.querySelectorAll('.quiz-option')) {
            option.classList.remove('is-right', 'is-wrong');
        }
        for (const why of form.querySelectorAll('.quiz-why')) {
            why.replaceChildren();
            why.hidden = true;
        }
        inputs(form).forEach(function (input) {
            input.disabled = false;
            input.removeAttribute('aria-describedby');
        });
        empty(form);
        form.querySelector('.quiz-verdict').textContent = '';
        form.querySelector('.quiz-proof').replaceChildren();
        form.querySelector('.quiz-proof').hidden = true;
        form.querySelector('[type=submit]').hidden = false;
        form.querySelector('[data-retry]').hidden = true;
    }
})();
