/** What a screen reader says of comings and goings. */
export const announce = {
  joined: (names: readonly string[]) => `${some(names)} joined.`,
  left: (names: readonly string[]) => `${some(names)} left.`,
} as const

/** `Ada`, `Ada and Bo`, `Ada and 2 others`. */
function some(names: readonly string[]): string {
  const [first = '', second = ''] = names
  if (names.length <= 1) return first
  return names.length === 2 ? `${first} and ${second}` : `${first} and ${names.length - 1} others`
}
