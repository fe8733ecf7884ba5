// The order of what the search finds: what teaches before what is looked up, and what is called so before what mentions it.
'use strict';

(function () {
    // There are more rules than lessons, and each says the words of its matter many times.
    const weights = [
        [/^rules\//, 0.3],
        [/^(coverage|objectives|index)\.html/, 0.3],
        [/^labs\//, 0.7],
        [/^glossary\.html/, 1.5],
    ];

    function weight(address) {
        const found = weights.find(([pattern]) => pattern.test(address));
        return found ? found[1] : 1;
    }

    function plain(text) {
        return text.trim().toLowerCase();
    }

    // mdBook loads the index when somebody searches, by this function.
    const load = elasticlunr.Index.load;
    elasticlunr.Index.load = function (stored) {
        const index = load.call(this, stored);
        const search = index.search;
        index.search = function (query, options) {
            const wanted = plain(query);
            const value = function (result) {
                const title = plain(result.doc.title);
                const isCalledSo = title === wanted || (title + ' ').startsWith(wanted + ' ') || (' ' + title).endsWith(' ' + wanted);
                const score = result.score * weight(window.search.doc_urls[result.ref]);
                // Nothing that only mentions it reaches that.
                return isCalledSo ? score + 1000 : score;
            };
            return search.call(index, query, options).sort((one, other) => value(other) - value(one));
        };
        return index;
    };
})();
