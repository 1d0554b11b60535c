import { render } from 'preact'
import { App } from './app.tsx'
import './styles/page.css'

const page = document.querySelector('#page')!
page.replaceChildren()
render(<App />, page)
