/** Who is in a room. The senders are the first receivers, too, and their client IDs count on from the first one's. */
export interface RoomMembers {
  readonly senders: number
  readonly receivers: number
  readonly firstClientId: number
}

/** Which sender a client is for that receiver; undefined for the receiver's own, and for strangers. */
export function senderFor(
  { senders, firstClientId }: RoomMembers,
  receiver: number,
  client: number,
): number | undefined {
  const sender = client - firstClientId
  return sender < 0 || sender >= senders || sender === receiver ? undefined : sender
}
