//! "Did you mean": the nearest of the words that would have been right.

/// Longer words, in bytes, are not compared.
const LONGEST: usize = 500;

/// Those of `words` that are nearest to `typed`, best first, at most `limit`; none if all are far off.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>, limit: usize) -> Vec<&'a str> {
    // To compare takes the product of both lengths, and what is as long as a page is not a typing error.
    if typed.len() > LONGEST {
        return Vec::new();
    }
    let wanted = typed.to_lowercase();
    let mut near: Vec<(f64, &str)> = words
        .into_iter()
        .filter(|word| word.len() <= LONGEST)
        .filter_map(|word| {
            let candidate = word.to_lowercase();
            // `m` begins male, and is only somewhere in female.
            let score = if !wanted.is_empty() && candidate.starts_with(&wanted) {
                0.97
            } else if !wanted.is_empty() && (candidate.contains(&wanted) || wanted.contains(&candidate)) {
                0.95
            } else {
                strsim::jaro_winkler(&wanted, &candidate)
                    .max(strsim::normalized_damerau_levenshtein(&wanted, &candidate))
            };
            (score >= 0.8).then_some((score, word))
        })
        .collect();
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    near.truncate(limit);
    near.into_iter().map(|(_, word)| word).collect()
}

/// The suggestion as a hint, such as `did you mean kim-jung-rin, or kim-jong-rin?`; none if nothing is near.
pub fn did_you_mean<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let near = nearest(typed, words, 3);
    (!near.is_empty()).then(|| format!("did you mean {}?", near.join(", or ")))
}
