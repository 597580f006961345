/** Draws a whole number from 0 up to, not including, `below`. */
export type Draw = (below: number) => number

const adjectives =
  'amber brave bright calm clever cosy curious eager early fair gentle glad golden happy keen kind lively lucky mellow merry mild neat nimble noble patient playful proud quick quiet sunny swift warm wise witty'.split(
    ' ',
  )
const animals =
  'badger beaver crane curlew dolphin falcon finch fox gecko hare heron ibis jackdaw koala lark lemur lynx magpie marten mole newt otter owl panda puffin raven robin seal sparrow stork swan tern vole wren'.split(
    ' ',
  )
const places =
  'bay brook canyon coast cove creek delta dune fjord forest garden glade grove harbour heath hill island lagoon lake marsh meadow moor orchard path pond prairie ridge river shore spring summit valley vale woods'.split(
    ' ',
  )

// Without i, l, o and u: a name may be read out or copied by hand.
const letters = '0123456789abcdefghjkmnpqrstvwxyz'
const SECRET_LENGTH = 12

/** A name for somebody who has not given one: `Curious Otter`. */
export function friendlyPersonName(draw: Draw): string {
  return `${capital(pick(adjectives, draw))} ${capital(pick(animals, draw))}`
}

/** A new document's name, readable and not to be guessed: `calm-harbour-` and 60 random bits. */
export function newDocumentName(draw: Draw): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => letters[draw(letters.length)]).join('')
  return `${pick(adjectives, draw)}-${pick(places, draw)}-${secret}`
}

function pick(words: readonly string[], draw: Draw): string {
  return words[draw(words.length)] ?? ''
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
