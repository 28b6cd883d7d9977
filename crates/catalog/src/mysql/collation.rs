//! Character sets and collations.

use rowproof_source::WordList;
use rowproof_syntax::ast::CharacterSet;
use rowproof_syntax::{Product, Server, Version};

/// Character sets with the most bytes a character takes, one digit, and the default collation (`SHOW CHARACTER SET`).
const CHARACTER_SETS: WordList = WordList::new(
    "armscii8=1armscii8_general_ci,ascii=1ascii_general_ci,big5=2big5_chinese_ci,binary=1binary,\
     cp1250=1cp1250_general_ci,cp1251=1cp1251_general_ci,cp1256=1cp1256_general_ci,\
     cp1257=1cp1257_general_ci,cp850=1cp850_general_ci,cp852=1cp852_general_ci,cp866=1cp866_general_ci,\
     cp932=2cp932_japanese_ci,dec8=1dec8_swedish_ci,eucjpms=3eucjpms_japanese_ci,euckr=2euckr_korean_ci,\
     gb18030=4gb18030_chinese_ci,gb2312=2gb2312_chinese_ci,gbk=2gbk_chinese_ci,\
     geostd8=1geostd8_general_ci,greek=1greek_general_ci,hebrew=1hebrew_general_ci,hp8=1hp8_english_ci,\
     keybcs2=1keybcs2_general_ci,koi8r=1koi8r_general_ci,koi8u=1koi8u_general_ci,\
     latin1=1latin1_swedish_ci,latin2=1latin2_general_ci,latin5=1latin5_turkish_ci,\
     latin7=1latin7_general_ci,macce=1macce_general_ci,macroman=1macroman_general_ci,\
     sjis=2sjis_japanese_ci,swe7=1swe7_swedish_ci,tis620=1tis620_thai_ci,ucs2=2ucs2_general_ci,\
     ujis=3ujis_japanese_ci,utf16=4utf16_general_ci,utf16le=4utf16le_general_ci,utf32=4utf32_general_ci,\
     utf8mb3=3utf8mb3_general_ci,utf8mb4=4utf8mb4_general_ci",
);

/// What a character set that is not known is taken for, in bytes per character.
const USUAL_BYTES: u32 = 4;

/// The collation that the words mean; none when they say nothing. The error names what the server does not know.
pub(crate) fn collation_of(said: &CharacterSet, server: Server) -> Result<Option<String>, String> {
    let set = match said.name.as_deref() {
        None | Some("default") => None,
        Some(name) => Some(character_set(name, server).ok_or_else(|| name.to_owned())?),
    };
    let Some(collation) = said.collation.as_deref().filter(|name| *name != "default") else {
        return Ok(set.map(|(name, collation)| default_collation(name, collation, server)));
    };
    let collation = modern(collation, server);
    match (known(character_set_of(&collation)), set) {
        (None, _) => Err(collation),
        (Some((own, ..)), Some((set, _))) if own != set => Err(collation),
        _ => Ok(Some(collation)),
    }
}

fn character_set(name: &str, server: Server) -> Option<(&'static str, &'static str)> {
    let name = modern(name, server);
    known(&name).map(|(name, _, collation)| (name, collation))
}

/// The character set of that name, the most bytes a character takes in it and its default collation.
fn known(name: &str) -> Option<(&'static str, u32, &'static str)> {
    let (listed, rest) = CHARACTER_SETS.entry(name).filter(|(listed, _)| *listed == name)?;
    let (bytes, collation) = rest.split_at_checked(1)?;
    Some((listed, bytes.parse().ok()?, collation))
}

/// MySQL 8 has its own default for utf8mb4 (manual, "Unicode Character Sets"), MariaDB another from 11.6 on.
fn default_collation(name: &str, usual: &str, server: Server) -> String {
    let collation = match name {
        "utf8mb4" if server.is_at_least(Product::MySql, Version::new(8, 0)) => "utf8mb4_0900_ai_ci",
        "utf8mb4" if server.is_at_least(Product::MariaDb, Version::new(11, 6)) => "utf8mb4_uca1400_ai_ci",
        "utf8mb3" if server.is_at_least(Product::MariaDb, Version::new(11, 6)) => "utf8mb3_uca1400_ai_ci",
        _ => usual,
    };
    collation.to_owned()
}

/// `utf8` is the old name of utf8mb3; the catalog uses the new one whatever the version prints.
fn modern(name: &str, _server: Server) -> String {
    match name.strip_prefix("utf8") {
        Some("") => "utf8mb3".to_owned(),
        Some(rest) if rest.starts_with('_') => format!("utf8mb3{rest}"),
        _ => name.to_owned(),
    }
}

/// The character set a collation is of.
pub(crate) fn character_set_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// The most bytes a character takes under a collation; that of utf8mb4 when none is known.
pub(crate) fn max_bytes(collation: Option<&str>) -> u32 {
    let set = collation.and_then(|collation| known(character_set_of(collation)));
    set.map_or(USUAL_BYTES, |(_, bytes, _)| bytes)
}
