import { describe, expect, test } from 'vitest'
import { changed, fillPath, hrefOf, matchPath, parsePlace } from '../../renderer/router.ts'

describe('addresses', () => {
  test.each([
    ['', '/', {}],
    ['#/', '/', {}],
    ['#/case/case_1/verify?tab=heads&entry=7', '/case/case_1/verify', { tab: 'heads', entry: '7' }],
    ['#secret=abc', '/', {}],
  ])('%j', (hash, path, query) => {
    const place = parsePlace(hash)
    expect(place.path).toBe(path)
    expect(Object.fromEntries(place.query)).toEqual(query)
  })
  test('a pattern gives its names, and only for its own shape', () => {
    expect(matchPath('/case/:caseId/verify/:evidenceId', '/case/a/verify/b')).toEqual({ caseId: 'a', evidenceId: 'b' })
    expect(matchPath('/case/:caseId/verify', '/case/a/verify/b')).toBeNull()
    expect(matchPath('/case/:caseId/verify', '/case//verify')).toBeNull()
    expect(matchPath('/case/:caseId/verify', '/case/a/trust')).toBeNull()
  })
  test('a broken escape is kept as it is instead of throwing', () => {
    expect(matchPath('/case/:caseId', '/case/%zz')).toEqual({ caseId: '%zz' })
  })
  test('names are filled in escaped, and a missing one gives nothing', () => {
    expect(fillPath('/case/:caseId/trust', { caseId: 'a/b' })).toBe('/case/a%2Fb/trust')
    expect(fillPath('/case/:caseId/trust', {})).toBeNull()
  })
  test('a query changes only where it is told to, and null takes a name out', () => {
    const query = changed(new URLSearchParams('tab=damage&damage=2'), { entry: 5, damage: null })
    expect(hrefOf('/x', query)).toBe('#/x?tab=damage&entry=5')
    expect(hrefOf('/x', { a: null })).toBe('#/x')
  })
})
