import type { Example } from '../examples.ts'
import type { Lines } from './lines-of.ts'

/** What stands above the editor. */
export function pageHead(
  examples: readonly Example[],
  { folder: current, editor, shows }: Example,
  lines: Lines,
): string {
  const others = examples.map(
    ({ folder, editor: name }) =>
      `<a href="../${folder}/"${folder === current ? ' aria-current="page"' : ''}>${name}</a>`,
  )
  return `<header class="head">
      <nav class="editors" aria-label="Editors">
        <a href="../">All editors</a>
        ${others.join('\n        ')}
      </nav>
      <h1>${editor}</h1>
      <p>${escaped(shows)} Open this page in two tabs. <a href="#source">Its code</a> has ${inWords(lines)}.</p>
      <p class="strip">
        <span class="me"></span> <span class="others"></span>
        <span class="connection" role="status"></span> <span class="saved"></span>
      </p>
    </header>`
}

/** What stands below the editor: all of the example's code. */
export function pageFoot(sources: readonly { file: string; source: string }[]): string {
  const blocks = sources.map(
    ({ file, source }) =>
      `<h3>${file}</h3>\n<pre tabindex="0"><code>${withComments(source.trimEnd())}</code></pre>`,
  )
  return `<section class="source" id="source">
      <h2>The code</h2>
      ${blocks.join('\n')}
    </section>`
}

/** The gallery's list. */
export function galleryCards(
  examples: readonly Example[],
  linesOf: (example: Example) => Lines,
): string {
  const cards = examples.map(
    (example) => `<li>
        <a href="./${example.folder}/"><h2>${example.editor}</h2></a>
        <p>${escaped(example.shows)}</p>
        <p class="lines">${inWords(linesOf(example))}</p>
      </li>`,
  )
  return `<ul class="cards">\n${cards.join('\n')}\n</ul>`
}

function inWords({ wiring, all }: Lines): string {
  return wiring === all ? `${all} lines` : `${wiring} lines of wiring, ${all} in all`
}

/** The source as markup, in which comments can be told from code. */
function withComments(source: string): string {
  const comment = /^( *)(\/\/.*|\/\*\*[^]*?\*\/)/gm
  return escaped(source).replace(comment, '$1<span class="comment">$2</span>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
