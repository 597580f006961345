// What some system does not take in a file's name, or a reader would be misled by.
const UNSAFE = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Cs}]+/gu

/** What a file of a document is called: its name without what file systems refuse, and the end of its language once. */
export function codeFileName(documentName: string, extension: string): string {
  const clean = documentName.replace(UNSAFE, '-').replace(/^[-.\s]+|[-.\s]+$/g, '')
  const name = [...clean].slice(0, 80).join('') || 'code'
  return name.toLowerCase().endsWith(`.${extension}`) ? name : `${name}.${extension}`
}
