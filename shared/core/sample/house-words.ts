/** The platform's own words: why it asked, waited, said no. English, since its legal team writes in English. */
export const QUESTIONS = [
  'Which account is meant by the second identifier?',
  'Please state the legal basis in your law for data of this kind.',
  'The order names a period that ends before it begins. Which period is meant?',
  'Please send the order with the seal and signature of the court.',
  'Which offence is under investigation?',
  'Is the contact list needed for the whole period?',
  'Please confirm the official address of your unit.',
  'Does the order also cover accounts that were closed before its date?',
] as const

export const ANSWERS = [
  'The first identifier only; the second was a clerical error.',
  'The basis is stated in the corrected order attached.',
  'The period is limited to the two weeks named in the corrected order.',
  'A signed copy has been sent through the portal.',
  'Aggravated fraud. The offence is named in the corrected order.',
  'Only contacts in the week of the offence are needed.',
  'The unit has registered its official address.',
  'No, open accounts only.',
] as const

export const GROUNDS = [
  'The order is broader than the offence requires.',
  'The order was issued by an authority without jurisdiction over the service.',
  'The law invoked does not reach data of this kind.',
  'Compliance would break the law of the place where the data is kept.',
  'The secrecy imposed has no end and no stated reason.',
  'The demand concerns journalistic sources.',
] as const

export const SUSPENDED = [
  'The authenticity of the order is being checked with the issuing court.',
  'An appeal against the order is pending.',
  'The user has asked the court to set the order aside.',
  'A second authority claims the matter.',
] as const

export const RESUMED = [
  'The issuing court confirmed the order.',
  'The appeal was dismissed.',
  'The other authority gave up its claim.',
] as const

export const WITHDRAWN = [
  'The authority no longer needs the data.',
  'The authority obtained the data elsewhere.',
  'The proceedings were closed.',
  'The order was served on the wrong company.',
] as const

export const FLAG_REASONS = [
  'The user says that the account is not theirs.',
  'The user says that a court has set the order aside.',
  'The user asks which data was given.',
  'The user says that the notice came too late to object.',
  'The user says that the request is a pretext for silencing criticism.',
] as const

export const CORRECTION_WHY = [
  'Typing error found in the weekly review.',
  'The authority sent a corrected cover sheet.',
  'Mix-up of two papers served on the same day.',
] as const

export const ROLES = ['analyst', 'counsel', 'senior_counsel', 'privacy_officer'] as const

export const AUDITORS = ['Ardent & Vale Assurance', 'Quorum Review Cooperative', 'Institute for Open Ledgers'] as const

export const ERASED_SCOPES = [
  'Salts of commitments to papers served more than three years ago',
  'Salts of commitments to account identifiers of closed matters',
  'Drafts and working copies of disclosures delivered more than a year ago',
] as const
