import type { Phrases } from './phrases.ts'

/** Written from right to left. */
export const hebrew: Phrases = {
  production: 'צו להמצאת מסמכים',
  warrant: 'צו חיפוש',
  order: 'צו לקבלת נתוני תקשורת',
  intercept: 'היתר להאזנת סתר',
  administrative: 'דרישת מידע מינהלית',
  emergency: 'בקשה דחופה לגילוי מידע',
  preservation: 'בקשה לשמירת נתונים',
  treaty: 'בקשה לעזרה משפטית בין מדינות',
  informal: 'מכתב ללא סמכות',
  offences: ['הונאה', 'הטרדה מאיימת', 'הלבנת הון', 'איומים', 'סחר בסמים'],
  needs: ['נדרש זיהוי בעל החשבון', 'נדרשות הכניסות לחשבון בתקופה האמורה', 'נדרש איתור מעורבים נוספים'],
  reason: 'חקירה בחשד ל{offence}; {need}.',
  danger: 'סכנה מיידית לחיי אדם; {need}.',
}

/** Written from right to left. */
export const arabic: Phrases = {
  production: 'أمر بتقديم بيانات',
  warrant: 'أمر تفتيش',
  order: 'قرار قضائي بالإفصاح عن بيانات الاتصال',
  intercept: 'إذن قضائي بمراقبة الاتصالات',
  administrative: 'طلب معلومات إداري',
  emergency: 'طلب إفصاح عاجل',
  preservation: 'طلب حفظ البيانات',
  treaty: 'طلب مساعدة قانونية متبادلة',
  informal: 'خطاب غير رسمي',
  offences: ['الاحتيال', 'الابتزاز الإلكتروني', 'غسل الأموال', 'التهديد', 'الاتجار بالمخدرات'],
  needs: ['يُطلب تحديد صاحب الحساب', 'تُطلب عمليات الدخول خلال الفترة المذكورة', 'يُطلب تحديد المشاركين الآخرين'],
  reason: 'تحقيق في {offence}؛ {need}.',
  danger: 'خطر وشيك على حياة شخص؛ {need}.',
}

export const hindi: Phrases = {
  production: 'धारा ९१ के अंतर्गत सूचना',
  warrant: 'तलाशी वारंट',
  order: 'न्यायालय का आदेश',
  intercept: 'अवरोधन का आदेश',
  administrative: 'प्रशासनिक नोटिस',
  emergency: 'आपातकालीन अनुरोध',
  preservation: 'डेटा सुरक्षित रखने का अनुरोध',
  treaty: 'पारस्परिक विधिक सहायता अनुरोध',
  informal: 'अनौपचारिक पत्र',
  offences: ['धोखाधड़ी', 'पीछा करने', 'धन शोधन', 'धमकी', 'मादक पदार्थों की तस्करी'],
  needs: ['खाताधारक की पहचान आवश्यक है', 'उक्त अवधि के लॉगिन आवश्यक हैं', 'अन्य सहभागियों की पहचान आवश्यक है'],
  reason: '{offence} की जाँच; {need}।',
  danger: 'किसी व्यक्ति के जीवन को तत्काल खतरा; {need}।',
}

export const japanese: Phrases = {
  production: '捜査関係事項照会書',
  warrant: '捜索差押許可状',
  order: '記録命令付差押許可状',
  intercept: '傍受令状',
  administrative: '行政庁の報告徴求',
  emergency: '緊急開示要請',
  preservation: '通信履歴の保全要請',
  treaty: '国際捜査共助の要請',
  informal: '任意の照会',
  offences: ['詐欺', 'ストーカー行為', 'マネー・ローンダリング', '脅迫', '薬物取引', '不正アクセス'],
  needs: ['アカウント保有者の特定を要する', '対象期間のログイン記録を要する', '他の関与者の特定を要する'],
  reason: '{offence}被疑事件の捜査のため、{need}。',
  danger: '人の生命に対する急迫の危険があり、{need}。',
}

export const korean: Phrases = {
  production: '통신자료 제공 요청서',
  warrant: '압수수색영장',
  order: '통신사실확인자료 제공 허가서',
  intercept: '통신제한조치 허가서',
  administrative: '행정 자료 제출 요구',
  emergency: '긴급 자료 제공 요청',
  preservation: '자료 보전 요청',
  treaty: '국제형사사법공조 요청',
  informal: '비공식 문의',
  offences: ['사기', '스토킹', '자금세탁', '협박', '마약 거래'],
  needs: ['계정 보유자의 특정이 필요함', '해당 기간의 로그인 기록이 필요함', '다른 관련자의 확인이 필요함'],
  reason: '{offence} 사건 수사; {need}.',
  danger: '사람의 생명에 급박한 위험이 있음; {need}.',
}

export const chinese: Phrases = {
  production: '調取通信使用者資料函',
  warrant: '搜索票',
  order: '法院調取票',
  intercept: '通訊監察書',
  administrative: '行政機關查詢函',
  emergency: '緊急揭露請求',
  preservation: '資料保全請求',
  treaty: '司法互助請求',
  informal: '一般詢問函',
  offences: ['詐欺', '跟蹤騷擾', '洗錢', '恐嚇', '毒品交易'],
  needs: ['需確認帳號持有人', '需該期間之登入紀錄', '需查明其他關係人'],
  reason: '偵辦{offence}案件，{need}。',
  danger: '有人生命遭受急迫危險，{need}。',
}

export const thai: Phrases = {
  production: 'หนังสือเรียกข้อมูลจราจรทางคอมพิวเตอร์',
  warrant: 'หมายค้น',
  order: 'คำสั่งศาลให้ส่งมอบข้อมูล',
  intercept: 'คำสั่งดักรับข้อมูล',
  administrative: 'หนังสือขอข้อมูลจากหน่วยงานรัฐ',
  emergency: 'คำขอเร่งด่วน',
  preservation: 'คำขอให้เก็บรักษาข้อมูล',
  treaty: 'คำขอความช่วยเหลือทางอาญาระหว่างประเทศ',
  informal: 'หนังสือสอบถามทั่วไป',
  offences: ['ฉ้อโกง', 'คุกคาม', 'ฟอกเงิน', 'ข่มขู่', 'ค้ายาเสพติด'],
  needs: ['ต้องระบุตัวผู้ถือบัญชี', 'ต้องใช้ประวัติการเข้าใช้ในช่วงเวลาดังกล่าว', 'ต้องระบุผู้เกี่ยวข้องรายอื่น'],
  reason: 'สืบสวนคดี{offence} {need}',
  danger: 'มีอันตรายใกล้ถึงต่อชีวิตบุคคล {need}',
}
