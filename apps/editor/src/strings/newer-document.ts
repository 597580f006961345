/** Where a document needs a newer page than the one that is open. */
export const newerDocument = {
  text: 'This document was written with a newer version of the editor. Reload to go on.',
  mayEdit:
    'If that does not help, you can edit it anyway: what this version does not know is then removed for everybody.',
  reload: 'Reload',
  editAnyway: 'Edit anyway',
} as const
