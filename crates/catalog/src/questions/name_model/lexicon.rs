//! Word lists that several rules share. Words stand in the singular; names are written with `_` and asked with
//! [`super::is_named`], words with [`super::has_word`].

use rowproof_source::WordList;

use super::added::is_added;

/// A list of words or names, to which settings may add.
#[derive(Debug)]
pub struct NamedList {
    name: &'static str,
    words: WordList,
    /// Whether it holds names, which may have several words.
    holds_names: bool,
}

impl NamedList {
    const fn words_of(name: &'static str, words: &'static str) -> Self {
        Self {
            name,
            words: WordList::new(words),
            holds_names: false,
        }
    }

    const fn names_of(name: &'static str, words: &'static str) -> Self {
        Self {
            name,
            words: WordList::new(words),
            holds_names: true,
        }
    }

    /// What it is called in settings.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its own words, without those that were added.
    pub const fn words(&self) -> WordList {
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
    pub fn contains(&self, word: &str) -> bool {
        self.words.contains(word) || is_added(self.name, &mut |added| added == word)
    }
}

/// Word lists that several rules share.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon;

#[rustfmt::skip]
impl Lexicon {
    /// Words for amounts of money.
    pub const MONEY: NamedList = NamedList::words_of("money", "amount,balance,budget,cost,deposit,discount,fee,payment,price,refund,revenue,salary,subtotal,tax,\
     total,wage");
    /// Words for quantities.
    pub const QUANTITY: NamedList = NamedList::words_of("quantity", "count,piece,qty,quantity,unit");
    /// Words for parts of a whole, in hundredths or as a fraction of 1.
    pub const PERCENT: NamedList = NamedList::words_of("percent", "pct,percent,percentage,rate,ratio");
    /// Words for columns that take one of a few values.
    pub const STATUS: NamedList = NamedList::words_of("status", "category,gender,kind,level,phase,plan,priority,role,stage,state,status,tier,type,visibility");
    /// Names of the column that says when a row was made.
    pub const CREATED: NamedList = NamedList::names_of("created", "create_time,created,created_at,created_on,creation_date,date_created,inserted_at");
    /// Names of the column that says when a row was last changed.
    pub const UPDATED: NamedList = NamedList::names_of("updated", "date_updated,last_modified,modified,modified_at,modified_on,update_time,updated,updated_at,\
     updated_on");
    /// Names of the column that marks a row as deleted.
    pub const SOFT_DELETE: NamedList = NamedList::names_of("soft-delete", "archived_at,deleted,deleted_at,deleted_on,discarded_at,is_deleted,removed_at");
    /// Two words that set the ends of one period apart, start first.
    pub const PERIOD: [(&'static str, &'static str); 10] = [
        ("start", "end"), ("started", "ended"), ("starts", "ends"), ("begin", "end"), ("from", "to"),
        ("from", "until"), ("since", "until"), ("in", "out"), ("opened", "closed"), ("open", "close"),
    ];
    /// Names of keys that people know a row by.
    pub const NATURAL_KEY: NamedList = NamedList::names_of("natural-key", "barcode,code,ean,handle,iban,isbn,serial_number,sku,slug,tax_number,user_name,username,vin");
    /// Names of identifiers that another system gives out, or that keep one request from being done twice.
    pub const EXTERNAL_ID: NamedList = NamedList::names_of("external-id", "event_id,ext_id,ext_ref,external_id,external_ref,idempotency_key,message_id,provider_id,remote_id,\
     request_id");
    /// Words of what must not be readable in the database.
    pub const SECRET: NamedList = NamedList::words_of("secret", "apikey,credential,otp,passwd,password,pin,pwd,secret,token");
    /// Words of what tells who a person is.
    pub const PERSONAL: NamedList = NamedList::words_of("personal", "address,birthdate,birthday,dob,email,gender,iban,mail,mobile,nationality,passport,phone,ssn");
    /// Singular names of tables whose rows are people or accounts that log in or are written to.
    pub const ACCOUNT: NamedList = NamedList::words_of("account", "account,admin,customer,employee,login,member,profile,subscriber,user");
    /// Names of columns that set a row apart for one customer of the whole system. `account_id` is one in some schemas and a
    /// bank account in others, so it is not here.
    pub const TENANT: NamedList = NamedList::names_of("tenant", "org_id,organisation_id,organization_id,tenant_id,workspace_id");
    /// Words of tables that only grow: one row for each thing that happened.
    pub const LOG: NamedList = NamedList::words_of("log", "activity,audit,event,history,journal,log,message,metric,reading,snapshot,trail");
    /// Last words of tables that list the values of something else.
    pub const LOOKUP: NamedList = NamedList::words_of("lookup", "category,country,currency,kind,language,status,type");
    /// Words at an end of the name of a table that takes rows as they come, to be cleaned later.
    pub const STAGING: NamedList = NamedList::words_of("staging", "import,imported,landing,load,raw,scratch,stage,staging,stg,temp,temporary,tmp");

    /// Every list to which settings may add, sorted by name.
    pub const ALL: [&'static NamedList; 16] = [
&Self::ACCOUNT, &Self::CREATED, &Self::EXTERNAL_ID, &Self::LOG, &Self::LOOKUP, &Self::MONEY, &Self::NATURAL_KEY, &Self::PERCENT, &Self::PERSONAL, &Self::QUANTITY, &Self::SECRET, &Self::SOFT_DELETE, &Self::STAGING, &Self::STATUS, &Self::TENANT, &Self::UPDATED,
    ];
}
