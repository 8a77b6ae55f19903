//! The photo path from outside: files in, three JPEGs out. One program, because linking is the slow part.

mod photo;
