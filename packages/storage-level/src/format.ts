/** The version of FORMAT.md that this package writes and reads. It is in the sentinel, in each key and in each row. */
export const FORMAT = 1

/** Noted in the sentinel, so that an older version can say what wrote a format that it does not know. */
export const WRITTEN_BY = '@weft/storage-level 0.1.0'
