import type { Activity } from '../collaboration/participants.ts'

/** Who is here. */
export const people = {
  title: 'People here',
  you: '(you)',
  follow: 'Follow',
  followName: (name: string, activity: string) => `Follow ${name}, ${activity.toLowerCase()}`,
  change: 'Change your name or color',
  alone: 'Only you so far. Share the address to invite someone, or open this page in a second tab.',
  unseen: 'You read by a link: the others do not see you here.',
  more: (count: number) => `and ${count} more`,
  activity: { editing: 'Editing', viewing: 'Viewing', away: 'Away' } satisfies Record<
    Activity,
    string
  >,
  self: (name: string) => `${name} (you)`,
  tooltip: (name: string, activity: string) => `${name} · ${activity.toLowerCase()}`,
} as const
