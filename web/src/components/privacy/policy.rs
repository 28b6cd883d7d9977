//! The Content-Security-Policy in words.

use yew::prelude::*;

/// What the policy says of something, and what that means. In the order in which it matters to the reader.
const MEANINGS: [(&str, &str, &str); 8] = [
    (
        "connect-src",
        "'self'",
        "No script can send anything to another site: only files of this one can be asked for",
    ),
    ("form-action", "'none'", "No form can be sent anywhere"),
    (
        "default-src",
        "'none'",
        "What is not allowed by name is forbidden: frames, plug-ins, sound, video",
    ),
    (
        "img-src",
        "",
        "Pictures come from this site or are drawn in the page",
    ),
    ("worker-src", "'self'", "The engine is a file of this site"),
    ("style-src", "'self'", "No style can be put in from elsewhere"),
    ("font-src", "'self'", "No fonts of other sites"),
    (
        "base-uri",
        "'none'",
        "Addresses in the page cannot be turned elsewhere",
    ),
];

/// Draws it: what of the policy holds, then its own words.
pub fn policy(policy: &AttrValue) -> Html {
    let lines = meanings(policy)
        .into_iter()
        .map(|meaning| html! { <li>{ meaning }</li> });
    html! {
        <>
            <ul class="privacy-policy" data-testid="privacy-policy">{ for lines }</ul>
            <details>
                <summary>{ "The policy itself" }</summary>
                <p><code>{ policy.clone() }</code></p>
            </details>
        </>
    }
}

/// What holds by this policy, in words. A directive that is missing or says something else is not claimed.
fn meanings(policy: &str) -> Vec<&'static str> {
    let directives = policy
        .split(';')
        .filter_map(|directive| directive.trim().split_once(' '));
    let directives: Vec<(&str, &str)> = directives.collect();
    let holds = |(name, wanted, _): &&(&str, &str, &str)| {
        let said = directives.iter().find(|(known, _)| known == name);
        said.is_some_and(|(_, said)| wanted.is_empty() && !said.contains("http") || said.trim() == *wanted)
    };
    MEANINGS
        .iter()
        .filter(holds)
        .map(|(_, _, meaning)| *meaning)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_policy_says_is_claimed() {
        let policy = "default-src 'none'; connect-src 'self'; img-src 'self' data:; form-action 'none'";
        assert_eq!(meanings(policy).len(), 4);
        let open =
            "default-src *; connect-src 'self' https://example.org; img-src https:; form-action 'none'";
        assert_eq!(meanings(open), ["No form can be sent anywhere"]);
        assert!(meanings("").is_empty());
    }
}
