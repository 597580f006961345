/** Where the server has read-only links; below it the page's path and the name to sync with are the same. */
const LINKS = '_weft/view/'

/** Whether a name is a read-only link's: then nobody here knows what the document is called for those who may write. */
export function isLinkName(documentName: string): boolean {
  return documentName.startsWith(LINKS)
}
