/** What hello calls this library. The version is package.json's; a test compares them. */
export const CLIENT = '@weft/provider/0.1.0'
