/** Links in the text. */
export const link = {
  title: 'Link',
  address: 'Address',
  placeholder: 'https://',
  invalid: 'This is not an address that can be linked to.',
  save: 'Save',
  remove: 'Remove link',
  cancel: 'Cancel',
  edit: 'Edit link',
  open: 'Open link in a new tab',
  menu: 'Link',
} as const
