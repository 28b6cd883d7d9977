//! Word lists that several rules share. Words stand in the singular; names are written with `_` and asked with
//! [`super::is_named`], words with [`super::has_word`].

use super::added::is_added;

/// A list of words or names, to which settings may add.
#[derive(Debug)]
pub struct NamedList {
    name: &'static str,
    words: &'static [&'static str],
    /// Whether it holds names, which may have several words.
    holds_names: bool,
}

impl NamedList {
    const fn words_of(name: &'static str, words: &'static [&'static str]) -> Self {
        Self {
            name,
            words,
            holds_names: false,
        }
    }

    const fn names_of(name: &'static str, words: &'static [&'static str]) -> Self {
        Self {
            name,
            words,
            holds_names: true,
        }
    }

    /// What it is called in settings.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its own words, without those that were added.
    pub const fn words(&self) -> &'static [&'static str] {
        self.words
    }

    /// Whether it holds names, such as `created_at`, rather than single words.
    pub const fn holds_names(&self) -> bool {
        self.holds_names
    }

    /// What settings may add to it, in words.
    pub const fn shape(&self) -> &'static str {
        if self.holds_names {
            "a name, its words set apart by `_`"
        } else {
            "one word in lower case; its plural is found with it"
        }
    }

    /// Whether a word, as it is, is its own or was added to it.
    pub fn contains(&self, word: &&str) -> bool {
        self.words.contains(word) || is_added(self.name, &mut |added| added == *word)
    }
}

/// Word lists that several rules share.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon;

#[rustfmt::skip]
impl Lexicon {
    /// Words for amounts of money.
    pub const MONEY: NamedList = NamedList::words_of("money", &[
        "price", "amount", "total", "subtotal", "balance", "cost", "fee", "tax", "discount", "salary",
        "wage", "payment", "revenue", "budget", "refund", "deposit",
    ]);
    /// Words for quantities.
    pub const QUANTITY: NamedList = NamedList::words_of("quantity", &["qty", "quantity", "count", "unit", "piece"]);
    /// Words for parts of a whole, in hundredths or as a fraction of 1.
    pub const PERCENT: NamedList = NamedList::words_of("percent", &["percent", "percentage", "pct", "rate", "ratio"]);
    /// Words for columns that take one of a few values.
    pub const STATUS: NamedList = NamedList::words_of("status", &[
        "status", "state", "stage", "phase", "kind", "type", "level", "priority", "category", "role",
        "plan", "tier", "visibility", "gender",
    ]);
    /// Names of the column that says when a row was made.
    pub const CREATED: NamedList = NamedList::names_of("created", &[
        "created_at", "created_on", "created", "creation_date", "date_created", "inserted_at", "create_time",
    ]);
    /// Names of the column that says when a row was last changed.
    pub const UPDATED: NamedList = NamedList::names_of("updated", &[
        "updated_at", "updated_on", "updated", "modified_at", "modified_on", "modified", "last_modified",
        "date_updated", "update_time",
    ]);
    /// Names of the column that marks a row as deleted.
    pub const SOFT_DELETE: NamedList = NamedList::names_of("soft-delete", &[
        "deleted_at", "deleted_on", "discarded_at", "archived_at", "is_deleted", "deleted", "removed_at",
    ]);
    /// Two words that set the ends of one period apart, start first.
    pub const PERIOD: [(&'static str, &'static str); 10] = [
        ("start", "end"), ("started", "ended"), ("starts", "ends"), ("begin", "end"), ("from", "to"),
        ("from", "until"), ("since", "until"), ("in", "out"), ("opened", "closed"), ("open", "close"),
    ];
    /// Names of keys that people know a row by.
    pub const NATURAL_KEY: NamedList = NamedList::names_of("natural-key", &[
        "slug", "username", "user_name", "handle", "sku", "isbn", "ean", "iban", "vin", "code", "barcode",
        "serial_number", "tax_number",
    ]);
    /// Names of identifiers that another system gives out, or that keep one request from being done twice.
    pub const EXTERNAL_ID: NamedList = NamedList::names_of("external-id", &[
        "external_id", "ext_id", "ext_ref", "external_ref", "provider_id", "remote_id", "idempotency_key",
        "request_id", "event_id", "message_id",
    ]);
    /// Words of what must not be readable in the database.
    pub const SECRET: NamedList = NamedList::words_of("secret", &[
        "password", "passwd", "pwd", "secret", "token", "apikey", "pin", "otp", "credential",
    ]);
    /// Words of what tells who a person is.
    pub const PERSONAL: NamedList = NamedList::words_of("personal", &[
        "email", "mail", "phone", "mobile", "ssn", "passport", "birthday", "birthdate", "dob", "iban",
        "nationality", "gender", "address",
    ]);
    /// Singular names of tables whose rows are people or accounts that log in or are written to.
    pub const ACCOUNT: NamedList = NamedList::words_of("account", &[
        "user", "account", "customer", "member", "subscriber", "admin", "employee", "login", "profile",
    ]);
    /// Names of columns that set a row apart for one customer of the whole system. `account_id` is one in some schemas and a
    /// bank account in others, so it is not here.
    pub const TENANT: NamedList = NamedList::names_of("tenant", &[
        "tenant_id", "org_id", "organization_id", "organisation_id", "workspace_id",
    ]);
    /// Words of tables that only grow: one row for each thing that happened.
    pub const LOG: NamedList = NamedList::words_of("log", &[
        "log", "event", "audit", "history", "activity", "metric", "reading", "message", "journal", "trail",
        "snapshot",
    ]);
    /// Last words of tables that list the values of something else.
    pub const LOOKUP: NamedList = NamedList::words_of("lookup", &[
        "type", "status", "country", "currency", "language", "category", "kind",
    ]);
    /// Words at an end of the name of a table that takes rows as they come, to be cleaned later.
    pub const STAGING: NamedList = NamedList::words_of("staging", &[
        "staging", "stage", "stg", "import", "imported", "tmp", "temp", "temporary", "raw", "load",
        "landing", "scratch",
    ]);

    /// Every list to which settings may add, sorted by name.
    pub const ALL: [&'static NamedList; 16] = [
&Self::ACCOUNT, &Self::CREATED, &Self::EXTERNAL_ID, &Self::LOG, &Self::LOOKUP, &Self::MONEY, &Self::NATURAL_KEY, &Self::PERCENT, &Self::PERSONAL, &Self::QUANTITY, &Self::SECRET, &Self::SOFT_DELETE, &Self::STAGING, &Self::STATUS, &Self::TENANT, &Self::UPDATED,
    ];
}
