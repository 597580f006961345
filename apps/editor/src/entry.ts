// All that a page is made of is fetched side by side, and not each part by the one that needs it. So nothing is imported
// here that another file would have to bring.
void import('./main.tsx')
if (location.pathname.startsWith('/d/')) {
  void import('./document/document-page.tsx')
  void import('./document/text-document.tsx')
}
