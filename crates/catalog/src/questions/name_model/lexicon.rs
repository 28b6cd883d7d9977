//! Word lists that several rules share. Words stand in the singular; names are written with `_` and asked with
//! [`super::is_named`], words with [`super::has_word`].

/// Word lists that several rules share.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon;

#[rustfmt::skip]
impl Lexicon {
    /// Words for amounts of money.
    pub const MONEY: [&'static str; 16] = [
        "price", "amount", "total", "subtotal", "balance", "cost", "fee", "tax", "discount", "salary",
        "wage", "payment", "revenue", "budget", "refund", "deposit",
    ];
    /// Words for quantities.
    pub const QUANTITY: [&'static str; 5] = ["qty", "quantity", "count", "unit", "piece"];
    /// Words for parts of a whole, in hundredths or as a fraction of 1.
    pub const PERCENT: [&'static str; 5] = ["percent", "percentage", "pct", "rate", "ratio"];
    /// Words for columns that take one of a few values.
    pub const STATUS: [&'static str; 14] = [
        "status", "state", "stage", "phase", "kind", "type", "level", "priority", "category", "role",
        "plan", "tier", "visibility", "gender",
    ];
    /// Names of the column that says when a row was made.
    pub const CREATED: [&'static str; 7] = [
        "created_at", "created_on", "created", "creation_date", "date_created", "inserted_at", "create_time",
    ];
    /// Names of the column that says when a row was last changed.
    pub const UPDATED: [&'static str; 9] = [
        "updated_at", "updated_on", "updated", "modified_at", "modified_on", "modified", "last_modified",
        "date_updated", "update_time",
    ];
    /// Names of the column that marks a row as deleted.
    pub const SOFT_DELETE: [&'static str; 7] = [
        "deleted_at", "deleted_on", "discarded_at", "archived_at", "is_deleted", "deleted", "removed_at",
    ];
    /// Two words that set the ends of one period apart, start first.
    pub const PERIOD: [(&'static str, &'static str); 10] = [
        ("start", "end"), ("started", "ended"), ("starts", "ends"), ("begin", "end"), ("from", "to"),
        ("from", "until"), ("since", "until"), ("in", "out"), ("opened", "closed"), ("open", "close"),
    ];
    /// Names of keys that people know a row by.
    pub const NATURAL_KEY: [&'static str; 13] = [
        "slug", "username", "user_name", "handle", "sku", "isbn", "ean", "iban", "vin", "code", "barcode",
        "serial_number", "tax_number",
    ];
    /// Names of identifiers that another system gives out, or that keep one request from being done twice.
    pub const EXTERNAL_ID: [&'static str; 10] = [
        "external_id", "ext_id", "ext_ref", "external_ref", "provider_id", "remote_id", "idempotency_key",
        "request_id", "event_id", "message_id",
    ];
    /// Words of what must not be readable in the database.
    pub const SECRET: [&'static str; 9] = [
        "password", "passwd", "pwd", "secret", "token", "apikey", "pin", "otp", "credential",
    ];
    /// Words of what tells who a person is.
    pub const PERSONAL: [&'static str; 13] = [
        "email", "mail", "phone", "mobile", "ssn", "passport", "birthday", "birthdate", "dob", "iban",
        "nationality", "gender", "address",
    ];
    /// Singular names of tables whose rows are people or accounts that log in or are written to.
    pub const ACCOUNT: [&'static str; 9] = [
        "user", "account", "customer", "member", "subscriber", "admin", "employee", "login", "profile",
    ];
    /// Names of columns that set a row apart for one customer of the whole system. `account_id` is one in some schemas and a
    /// bank account in others, so it is not here.
    pub const TENANT: [&'static str; 5] = [
        "tenant_id", "org_id", "organization_id", "organisation_id", "workspace_id",
    ];
    /// Words of tables that only grow: one row for each thing that happened.
    pub const LOG: [&'static str; 11] = [
        "log", "event", "audit", "history", "activity", "metric", "reading", "message", "journal", "trail",
        "snapshot",
    ];
    /// Last words of tables that list the values of something else.
    pub const LOOKUP: [&'static str; 7] = [
        "type", "status", "country", "currency", "language", "category", "kind",
    ];
    /// Words at an end of the name of a table that takes rows as they come, to be cleaned later.
    pub const STAGING: [&'static str; 12] = [
        "staging", "stage", "stg", "import", "imported", "tmp", "temp", "temporary", "raw", "load",
        "landing", "scratch",
    ];
}
