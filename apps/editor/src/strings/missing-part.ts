/** Where a part of the page does not come. */
export const missingPart = {
  text: 'This part of the page could not be loaded. The text of the document is not affected.',
  retry: 'Try again',
  close: 'Close',
} as const
