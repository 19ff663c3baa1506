/**
 * Who asks: some eighty authorities in thirty-odd jurisdictions. Countries are real, so that the charts are worth
 * looking at; offices and places are invented.
 */
import type { AUTHORITY_TYPES, ORIGIN_KINDS } from '../requests/enumerations.ts'
import { czech, danish, finnish, greek, polish, swedish, turkish, ukrainian } from './words/north-east.ts'
import type { Phrases } from './words/phrases.ts'
import { arabic, chinese, hebrew, hindi, japanese, korean, thai } from './words/south-east.ts'
import { dutch, english, french, german, italian, portuguese, spanish } from './words/west.ts'

export type AuthorityType = (typeof AUTHORITY_TYPES)[number]
export type OriginKind = (typeof ORIGIN_KINDS)[number]

/** Groups of jurisdictions that use the same instruments. */
export type Region = 'us' | 'uk' | 'eu' | 'europe' | 'commonwealth' | 'latin' | 'asia' | 'mena' | 'beyond'

export interface Authority {
  readonly id: string
  readonly name: string
  readonly type: AuthorityType
  readonly unit?: string
  readonly origin: { readonly code: string; readonly kind: OriginKind }
  readonly region: Region
  readonly phrases: Phrases
  /** Share of what its region asks, in no unit. */
  readonly weight: number
}

/** `[type, name, weight, unit?]`; the origin is the jurisdiction's unless `code` names a part of it. */
type Office = readonly [type: AuthorityType, name: string, weight: number, more?: { unit?: string; code?: string }]

function jurisdiction(
  code: string,
  region: Region,
  phrases: Phrases,
  offices: readonly Office[],
  kind: OriginKind = 'state',
): readonly Authority[] {
  return offices.map(([type, name, weight, more], index) => ({
    id: `${(more?.code ?? code).toLowerCase()}-${type.replace('_', '-')}-${index + 1}`,
    name,
    type,
    ...(more?.unit === undefined ? {} : { unit: more.unit }),
    origin: { code: more?.code ?? code, kind: more?.code === undefined ? kind : 'subnational' },
    region,
    phrases,
    weight,
  }))
}

export const AUTHORITIES: readonly Authority[] = [
  ...jurisdiction('US', 'us', english, [
    ['prosecutor', 'United States Attorney, Example District', 16, { unit: 'Cybercrime Section' }],
    ['police', 'Federal Investigations Bureau', 18, { unit: 'Violent Crimes Task Force' }],
    ['court', 'District Court, Example District', 5],
    ['intelligence', 'Federal Security Bureau', 4, { unit: 'Counterintelligence Division' }],
    ['tax_customs', 'Customs and Revenue Inspectorate', 4],
    ['regulator_admin', 'Consumer Markets Commission', 3],
    ['legislature', 'Select Committee on Platform Safety', 1],
    ['military', 'Armed Forces Criminal Investigations', 1],
    ['police', 'Sampleton Police Department', 12, { code: 'US-CA', unit: 'Special Victims' }],
    ['prosecutor', 'District Attorney, Sample County', 9, { code: 'US-CA' }],
    ['police', 'Mesa Ejemplo Police Department', 9, { code: 'US-TX' }],
    ['prosecutor', 'District Attorney, Exampleburg', 8, { code: 'US-NY', unit: 'Economic Crimes' }],
    ['court', 'County Court, Exampleburg', 3, { code: 'US-NY', unit: 'Civil Part' }],
    ['police', 'Sheriff of Palm Sample County', 7, { code: 'US-FL' }],
    ['police', 'Illustration State Police', 6, { code: 'US-IL' }],
    ['other', 'Counsel to a party, by leave of the County Court', 7, { code: 'US-WA' }],
  ]),
  ...jurisdiction('GB', 'uk', english, [
    ['police', 'Exampleshire Constabulary', 12, { unit: 'Digital Investigation Unit' }],
    ['police', 'Capital Cybercrime Command', 9],
    ['intelligence', 'Communications Data Office', 3],
    ['tax_customs', 'Revenue and Borders Investigation', 3],
    ['regulator_admin', 'Online Services Regulator', 2],
    ['prosecutor', 'Crown Office, Northern Sample', 3, { code: 'GB-SCT' }],
  ]),
  ...jurisdiction('DE', 'eu', german, [
    ['prosecutor', 'Staatsanwaltschaft Musterstadt', 11, { unit: 'Zentralstelle Cyberkriminalität' }],
    ['police', 'Kriminalpolizei Musterstadt', 8, { unit: 'Kommissariat 23' }],
    ['court', 'Amtsgericht Musterstadt', 5, { unit: 'Ermittlungsrichter' }],
    ['police', 'Polizeipräsidium Beispielingen', 5, { code: 'DE-BY' }],
    ['regulator_admin', 'Aufsichtsstelle für digitale Dienste', 2],
    ['tax_customs', 'Zollfahndung Musterhafen', 2],
  ]),
  ...jurisdiction('FR', 'eu', french, [
    ['prosecutor', 'Parquet de Villeneuve-l’Exemple', 9],
    ['police', 'Brigade de recherches de Villeneuve', 7, { unit: 'Cellule numérique' }],
    ['court', 'Tribunal judiciaire de Villeneuve-l’Exemple', 3],
    ['tax_customs', 'Douanes judiciaires, antenne Exemple', 2],
    ['regulator_admin', 'Autorité des plateformes', 1],
  ]),
  ...jurisdiction('NL', 'eu', dutch, [
    ['prosecutor', 'Arrondissementsparket Voorbeeldstad', 4],
    ['police', 'Politie Eenheid Voorbeeldland', 4, { unit: 'Team Digitale Opsporing' }],
  ]),
  ...jurisdiction('BE', 'eu', dutch, [['prosecutor', 'Parket Voorbeeldgem', 3]]),
  ...jurisdiction('ES', 'eu', spanish, [
    ['court', 'Juzgado de Instrucción de Villaejemplo', 5],
    ['police', 'Policía Judicial de Villaejemplo', 4, { unit: 'Grupo de Delitos Tecnológicos' }],
  ]),
  ...jurisdiction('IT', 'eu', italian, [
    ['prosecutor', 'Procura della Repubblica di Borgo Esempio', 6],
    ['police', 'Polizia postale, sezione di Borgo Esempio', 4],
    ['military', 'Procura militare di Borgo Esempio', 1],
  ]),
  ...jurisdiction('PT', 'eu', portuguese, [['prosecutor', 'Ministério Público de Vila Exemplo', 2]]),
  ...jurisdiction('PL', 'eu', polish, [
    ['prosecutor', 'Prokuratura Rejonowa w Przykładowie', 4],
    ['police', 'Komenda Miejska Policji w Przykładowie', 4],
  ]),
  ...jurisdiction('CZ', 'eu', czech, [['police', 'Policie, oddělení Příkladov', 2]]),
  ...jurisdiction('AT', 'eu', german, [['prosecutor', 'Staatsanwaltschaft Beispielberg', 2]]),
  ...jurisdiction('SE', 'eu', swedish, [['police', 'Polisen, region Exempel', 3, { unit: 'Cybercenter' }]]),
  ...jurisdiction('DK', 'eu', danish, [['police', 'Politiet i Eksempelkøbing', 1.5]]),
  ...jurisdiction('FI', 'eu', finnish, [['police', 'Esimerkin poliisilaitos', 1.5]]),
  ...jurisdiction('GR', 'eu', greek, [['prosecutor', 'Εισαγγελία Παραδειγματούπολης', 2]]),
  ...jurisdiction('IE', 'eu', english, [['police', 'Garda, Samplemore Division', 2]]),
  ...jurisdiction('CH', 'europe', german, [['prosecutor', 'Staatsanwaltschaft Musterwil', 3, { code: 'CH-ZH' }]]),
  ...jurisdiction('UA', 'europe', ukrainian, [['police', 'Кіберполіція, відділ у Зразкові', 2]]),
  ...jurisdiction('TR', 'europe', turkish, [
    ['prosecutor', 'Örnekköy Cumhuriyet Başsavcılığı', 4],
    ['police', 'Örnekköy Siber Suçlar Şube Müdürlüğü', 2],
  ]),
  ...jurisdiction('CA', 'commonwealth', english, [
    ['police', 'Sample Valley Mounted Police', 4],
    ['court', 'Cour de Val-Exemple', 1.5, { code: 'CA-QC' }],
  ]),
  ...jurisdiction('AU', 'commonwealth', english, [['police', 'Federal Police, Sample Bay', 4, { unit: 'Joint Team' }]]),
  ...jurisdiction('NZ', 'commonwealth', english, [['police', 'Police, Exampletown District', 1.5]]),
  ...jurisdiction('IN', 'commonwealth', hindi, [
    ['police', 'नमूनापुर पुलिस, साइबर प्रकोष्ठ', 7],
    ['tax_customs', 'राजस्व जाँच निदेशालय, नमूनापुर', 2],
    ['court', 'जिला न्यायालय, नमूनापुर', 2],
  ]),
  ...jurisdiction('ZA', 'commonwealth', english, [['prosecutor', 'Director of Prosecutions, Voorbeeldkloof', 1]]),
  ...jurisdiction('NG', 'commonwealth', english, [['police', 'Cybercrime Centre, Example State', 1]]),
  ...jurisdiction('KE', 'commonwealth', english, [['court', 'Chief Magistrate, Mfano', 1]]),
  ...jurisdiction('SG', 'commonwealth', english, [['police', 'Commercial Crime Office', 1.5]]),
  ...jurisdiction('BR', 'latin', portuguese, [
    ['court', 'Vara Criminal de Exemplópolis', 9],
    ['police', 'Polícia Civil de Exemplópolis', 5, { code: 'BR-SP', unit: 'Delegacia de Crimes Cibernéticos' }],
  ]),
  ...jurisdiction('MX', 'latin', spanish, [['prosecutor', 'Fiscalía de Ciudad Ejemplo', 3]]),
  ...jurisdiction('AR', 'latin', spanish, [['prosecutor', 'Unidad Fiscal de Puerto Muestra', 3]]),
  ...jurisdiction('CO', 'latin', spanish, [['prosecutor', 'Fiscalía Seccional de Villa Muestra', 2]]),
  ...jurisdiction('CL', 'latin', spanish, [['military', 'Fiscalía Militar de Puerto Ejemplo', 0.7]]),
  ...jurisdiction('JP', 'asia', japanese, [
    ['police', '見本県警察本部', 5, { unit: 'サイバー犯罪対策課' }],
    ['prosecutor', '見本地方検察庁', 2],
  ]),
  ...jurisdiction('KR', 'asia', korean, [
    ['police', '예시경찰서', 4, { unit: '사이버수사팀' }],
    ['prosecutor', '예시지방검찰청', 2],
  ]),
  ...jurisdiction('TW', 'asia', chinese, [['prosecutor', '範例地方檢察署', 2.5]]),
  ...jurisdiction('TH', 'asia', thai, [['police', 'กองบังคับการตัวอย่าง', 1.5]]),
  ...jurisdiction('IL', 'mena', hebrew, [
    ['police', 'משטרת מחוז לדוגמה', 3, { unit: 'יחידת הסייבר' }],
    ['court', 'בית משפט השלום לדוגמה', 1.5],
  ]),
  ...jurisdiction('AE', 'mena', arabic, [
    ['prosecutor', 'النيابة العامة في مدينة المثال', 2],
    ['police', 'شرطة مدينة المثال', 2],
  ]),
  ...jurisdiction('JO', 'mena', arabic, [['court', 'محكمة بداية المثال', 1]]),
  ...jurisdiction(
    'EU',
    'beyond',
    english,
    [['prosecutor', 'Public Prosecutor of the Union, Sample Chamber', 2]],
    'supranational',
  ),
  ...jurisdiction(
    'UN',
    'beyond',
    english,
    [['court', 'Residual Mechanism for Sample Tribunals', 2]],
    'intergovernmental',
  ),
  ...jurisdiction('EH', 'beyond', arabic, [['court', 'محكمة المثال', 2]], 'disputed_territory'),
  ...jurisdiction('ZZ', 'beyond', english, [['unverified', 'Sender calling itself a police unit', 1]], 'unknown'),
]
