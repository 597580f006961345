/** How one is seen by others. */
export const profile = {
  title: 'How others see you',
  name: 'Name',
  color: 'Color',
  taken: (color: string) => `${color}, taken by somebody here`,
  save: 'Save',
  cancel: 'Cancel',
} as const
