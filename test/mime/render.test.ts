import { describe, expect, it } from 'vitest'
import { renderBodies } from '../../src/mime/render.ts'
import type { TextPart } from '../../src/mime/types.ts'
import { htmlPart, textPart } from './text-parts.ts'

const render = (...parts: TextPart[]) => renderBodies(parts, undefined)
const text = (part: TextPart) => render(part).text

describe('the bodies', () => {
  it('of a plain text are that text, with line ends of one kind', () => {
    expect(render(textPart('a\r\n\r\nb \n'))).toEqual({ text: 'a\n\nb \n', html: null, error: null })
  })

  it('of HTML alone are the HTML as it is and the text made of it', () => {
    const html = '<p>Hello &amp; <b>welcome</b></p>\n<script>x()</script>'
    expect(render(htmlPart(html))).toEqual({ text: 'Hello & welcome', html, error: null })
  })

  it('of alternatives are one of each', () => {
    const parts = [textPart('plain', { rendering: 'text' }), htmlPart('<i>html</i>', { rendering: 'html' })]
    expect(render(...parts)).toEqual({ text: 'plain', html: '<i>html</i>', error: null })
  })

  it('of pieces hold every piece, on a line of its own, converted where they differ', () => {
    const parts = [
      textPart('plain', { rendering: 'text' }),
      htmlPart('<i>html</i>', { rendering: 'html' }),
      textPart('-- <footer> & more\n'),
    ]
    expect(render(...parts)).toEqual({
      text: 'plain\n-- <footer> & more\n',
      html: '<i>html</i>\n<pre>-- &lt;footer&gt; &amp; more\n</pre>',
      error: null,
    })
    expect(render(textPart('a'), htmlPart('<i>b</i>'), textPart('c')).text).toBe('a\nb\nc')
  })

  it('that are empty, or not there, are null', () => {
    for (const parts of [[], [textPart('')], [htmlPart(''), textPart('')]])
      expect(render(...parts)).toEqual({ text: null, html: null, error: null })
  })
})

describe('a text part', () => {
  it('is decoded from its transfer encoding and its charset', () => {
    const params = { charset: 'iso-2022-jp' }
    expect(text(textPart('GyRCRnxLXBsoQg==', { encoding: 'base64', params }))).toBe('日本')
    expect(
      text(textPart('caf=E9 =80', { encoding: 'quoted-printable', params: { charset: 'latin1' } })),
    ).toBe('café €')
  })

  it('without a charset is in the one that the connection names, else UTF-8 or windows-1252', () => {
    const bytes = Buffer.from([0xcf, 0xf0, 0xe8])
    expect(renderBodies([textPart(bytes)], 'windows-1251').text).toBe('При')
    expect(renderBodies([textPart(bytes, { params: { charset: 'x-klingon' } })], 'windows-1251').text).toBe(
      'При',
    )
    expect(renderBodies([textPart(bytes, { params: { charset: 'koi8-r' } })], 'windows-1251').text).toBe(
      'оПХ',
    )
    expect(renderBodies([textPart(bytes)], undefined).text).toBe('Ïðè')
    expect(renderBodies([textPart('При')], undefined).text).toBe('При')
  })

  it('of HTML is in the charset that the HTML names, when nothing else does', () => {
    const html =
      '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head>'
    const bytes = Buffer.concat([Buffer.from(html), Buffer.from([0xcf, 0xf0, 0xe8])])
    expect(text(textPart(bytes, { type: 'text/html' }))).toBe('При')
    const lying = Buffer.from('<meta charset="utf-16le">plain')
    expect(text(textPart(lying, { type: 'text/html' }))).toBe('plain')
  })

  it('loses its byte order mark, and what is no character becomes U+FFFD', () => {
    expect(text(textPart('\ufeffa'))).toBe('a')
    expect(text(textPart(Buffer.from([0xd8, 0x00, 0x00, 0x41]), { params: { charset: 'utf-16be' } }))).toBe(
      '\ufffdA',
    )
    expect(text(textPart(Buffer.from([0xff, 0x41]), { params: { charset: 'utf-8' } }))).toBe('\ufffdA')
  })

  it('in format=flowed is joined again', () => {
    const params = { format: 'Flowed' }
    const flowed =
      'a paragraph \r\nof two lines\r\n> quoted \r\n> twice\r\n From the start\r\n-- \r\nsignature'
    expect(text(textPart(flowed, { params }))).toBe(
      'a paragraph of two lines\n> quoted twice\nFrom the start\n-- \nsignature',
    )
    expect(text(textPart('日本 \r\n語', { params: { ...params, delsp: 'YES', charset: 'utf-8' } }))).toBe(
      '日本語',
    )
    expect(text(textPart('a \r\nb'))).toBe('a \nb')
  })

  it('that is cut ends with a whole character', () => {
    const whole = Buffer.from('grüße 日本')
    const params = { charset: 'utf-8' }
    const cut = (length: number) => text(textPart(whole.subarray(0, length), { params, isCut: true }))
    expect(cut(13)).toBe('grüße 日')
    expect(cut(12)).toBe('grüße 日')
    expect(cut(10)).toBe('grüße ')
    const encoding = 'quoted-printable'
    expect(text(textPart('gr=C3=B', { encoding, params, isCut: true }))).toBe('gr')
    expect(text(textPart('gr=C3=BC=', { encoding, params, isCut: true }))).toBe('grü')
    expect(
      text(textPart(whole.toString('base64').slice(0, 13), { encoding: 'base64', params, isCut: true })),
    ).toBe('grüße ')
  })
})

describe('text of HTML', () => {
  it.each([
    ['<p>a<p>b<br>c', 'a\n\nb\nc'],
    ['<h1>Title</h1>text', 'Title\n\ntext'],
    ['<a href="https://example.com/x">link</a>', 'link'],
    ['<img src="https://example.com/x.png" alt="logo"> <img src="cid:1">x', 'logo x'],
    ['<ul><li>one</li><li>two</li></ul>', ' * one\n * two'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><th>c</th><td>d</td></tr></table>', 'a b\nc d'],
    ['<pre>a\n  b</pre>', 'a\n  b'],
    ['<style>p{}</style><title>t</title><body>x&nbsp;y&euro;&#x65e5;</body>', 'x\u00a0y€日'],
    ['<blockquote>quoted</blockquote>', '> quoted'],
    ['not <closed', 'not'],
  ])('%s', (html, expected) => expect(text(htmlPart(html))).toBe(expected))

  it('that is nested too deeply is told, and the HTML is there', () => {
    const html = '<div>'.repeat(300)
    expect(render(htmlPart(html))).toEqual({
      text: null,
      html,
      error: 'MESSAGE_LIMIT: HTML nested deeper than 250 elements',
    })
    expect(text(htmlPart(`${'<div>'.repeat(200)}x`))).toBe('x')
  })
})
