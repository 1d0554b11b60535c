import { render } from 'preact'
import { App } from './app.tsx'
import 'uplot/dist/uPlot.min.css'
import './styles/page.css'

const page = document.querySelector('#page')!
page.replaceChildren()
render(<App />, page)
