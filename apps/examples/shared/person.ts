const names = 'Ada Bo Cleo Dara Eli Fay Gus Hana Ivo June Kit Lena Milo'.split(' ')
const colors = '#c84341 #13808a #9a6807 #456adc #32843a #a84cb6 #b9541e #158364 #cd3976'.split(' ')

// Counted for the browser, so that the next tab is somebody else.
const tab = Number(localStorage.getItem('tabs') ?? Math.floor(Math.random() * 117))
localStorage.setItem('tabs', String(tab + 1))

const color = colors[tab % colors.length] ?? '#c84341'

/** Who this tab is: what the other people see at its caret. `colorLight` is for CodeMirror's selections. */
export const person = { name: names[tab % names.length] ?? 'Ada', color, colorLight: `${color}33` }
