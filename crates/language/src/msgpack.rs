//! A reader of MessagePack, the format of a spaCy model's files. It borrows from the input, never allocates more
//! than the input's own size can justify, and refuses deep nesting: a model folder may come from anyone.

use crate::error::ModelError;

/// A decoded value. Strings and binary blobs are both bytes: older writers do not tell them apart.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    Nil,
    Bool(bool),
    Int(i64),
    /// Above `i64::MAX`, such as most string hashes.
    UInt(u64),
    /// Kept for completeness of the format; no file that is read here needs the number.
    Float,
    Bytes(&'a [u8]),
    Array(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

const MAX_DEPTH: usize = 32;

impl<'a> Value<'a> {
    /// Decodes one value; `file` names the source in errors.
    pub(crate) fn read(bytes: &'a [u8], file: &str) -> Result<Self, ModelError> {
        let mut reader = Reader { bytes, at: 0 };
        reader.value(0).ok_or_else(|| {
            ModelError::new(format!("{file}: not MessagePack, or cut off (near byte {} of {})", reader.at, bytes.len()))
        })
    }

    pub(crate) fn as_str(&self) -> Option<&'a str> {
        match self {
            Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    pub(crate) fn as_bytes(&self) -> Option<&'a [u8]> {
        match self {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_map(&self) -> Option<&[(Value<'a>, Value<'a>)]> {
        match self {
            Value::Map(pairs) => Some(pairs),
            _ => None,
        }
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        match *self {
            Value::Int(number) => u64::try_from(number).ok(),
            Value::UInt(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match *self {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value under a string key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.as_map()?.iter().find(|(name, _)| name.as_bytes() == Some(key.as_bytes())).map(|(_, value)| value)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn unsigned(&mut self, width: usize) -> Option<u64> {
        Some(self.take(width)?.iter().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn length(&mut self, width: usize) -> Option<usize> {
        usize::try_from(self.unsigned(width)?).ok()
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let tag = self.take(1)?[0];
        Some(match tag {
            0x00..=0x7f => Value::Int(i64::from(tag)),
            0x80..=0x8f => self.map(usize::from(tag & 0x0f), depth)?,
            0x90..=0x9f => self.array(usize::from(tag & 0x0f), depth)?,
            0xa0..=0xbf => Value::Bytes(self.take(usize::from(tag & 0x1f))?),
            0xc0 => Value::Nil,
            0xc1 => return None,
            0xc2 => Value::Bool(false),
            0xc3 => Value::Bool(true),
            0xc4 | 0xd9 => self.blob(1)?,
            0xc5 | 0xda => self.blob(2)?,
            0xc6 | 0xdb => self.blob(4)?,
            0xca => self.take(4).map(|_| Value::Float)?,
            0xcb => self.take(8).map(|_| Value::Float)?,
            0xcc => Value::Int(self.unsigned(1)? as i64),
            0xcd => Value::Int(self.unsigned(2)? as i64),
            0xce => Value::Int(self.unsigned(4)? as i64),
            0xcf => {
                let number = self.unsigned(8)?;
                i64::try_from(number).map_or(Value::UInt(number), Value::Int)
            }
            0xd0 => Value::Int(i64::from(self.unsigned(1)? as u8 as i8)),
            0xd1 => Value::Int(i64::from(self.unsigned(2)? as u16 as i16)),
            0xd2 => Value::Int(i64::from(self.unsigned(4)? as u32 as i32)),
            0xd3 => Value::Int(self.unsigned(8)? as i64),
            // Extension types: skipped, nothing that is read here uses them.
            0xc7 => self.extension(1)?,
            0xc8 => self.extension(2)?,
            0xc9 => self.extension(4)?,
            0xd4..=0xd8 => self.take(1 + (1 << (tag - 0xd4))).map(|_| Value::Nil)?,
            0xdc => {
                let length = self.length(2)?;
                self.array(length, depth)?
            }
            0xdd => {
                let length = self.length(4)?;
                self.array(length, depth)?
            }
            0xde => {
                let length = self.length(2)?;
                self.map(length, depth)?
            }
            0xdf => {
                let length = self.length(4)?;
                self.map(length, depth)?
            }
            0xe0..=0xff => Value::Int(i64::from(tag as i8)),
        })
    }

    fn blob(&mut self, width: usize) -> Option<Value<'a>> {
        let length = self.length(width)?;
        Some(Value::Bytes(self.take(length)?))
    }

    fn extension(&mut self, width: usize) -> Option<Value<'a>> {
        let length = self.length(width)?;
        self.take(length.checked_add(1)?).map(|_| Value::Nil)
    }

    fn array(&mut self, length: usize, depth: usize) -> Option<Value<'a>> {
        // Every item takes at least one byte, so a length beyond the rest of the input is a lie.
        if length > self.bytes.len() - self.at {
            return None;
        }
        (0..length).map(|_| self.value(depth + 1)).collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn map(&mut self, length: usize, depth: usize) -> Option<Value<'a>> {
        if length > self.bytes.len() - self.at {
            return None;
        }
        (0..length)
            .map(|_| Some((self.value(depth + 1)?, self.value(depth + 1)?)))
            .collect::<Option<Vec<_>>>()
            .map(Value::Map)
    }
}
