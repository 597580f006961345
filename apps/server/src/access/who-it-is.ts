/** Who somebody is, as the server stamps it on what they do. */
export interface WhoItIs {
  readonly user?: string
  readonly name?: string
}

/**
 * @param user Tells it from all others.
 * @param name What the others are to call it.
 */
export const whoItIs = (user: string | undefined, name: string | undefined): WhoItIs => ({
  ...(user === undefined ? {} : { user }),
  ...(name === undefined || name === '' ? {} : { name }),
})
