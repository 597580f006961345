// All that a page is made of is fetched side by side, and not each part by the one that needs it. So nothing is imported
// here that another file would have to bring. What connects comes first: it is read while the rest is still on its way.
const { pathname } = location
// A name may have such a folder in it, too; then a little is fetched early that is fetched anyway, or not at all.
if (/\/(d|_weft\/view)\//.test(pathname)) {
  void import('./document/early-document.ts')
  void import('./document/document-page.tsx')
  // Almost every document is formatted text. Its editor is fetched beside the page, before the document has said so.
  void import('./document/text-document.tsx')
}
void import('./main.tsx')
