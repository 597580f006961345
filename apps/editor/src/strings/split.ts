/** Two people side by side. */
export const split = {
  title: (documentName: string) => `${documentName}, side by side`,
  hint: 'Two people, one document. Type in either half.',
  close: 'One page',
  half: { left: 'First person', right: 'Second person' },
  divider: 'Divider between the two people',
  dividerHint: 'Drag to resize, double-click for even halves',
} as const
