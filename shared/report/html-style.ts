import { darkChartCss } from './chart-palette.ts'

/** The look of a published report: one stylesheet, no fonts or files from elsewhere. For screen, phone and paper. */
export const REPORT_CSS = `:root{--paper:#fbfaf7;--ink:#1b1c1e;--muted:#5b5e64;--rule:#dedad1;--soft:#f2efe8;--accent:#0b5c6b;--suppressed:#6b6f76;color-scheme:light}
@media (prefers-color-scheme:dark){:root{--paper:#141517;--ink:#ebe8e1;--muted:#a4a7ac;--rule:#303237;--soft:#202226;--accent:#6cc0cf;--suppressed:#9a9ea6;color-scheme:dark}}
@media screen and (prefers-color-scheme:dark){${darkChartCss()}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 "IBM Plex Sans",system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.skip{position:absolute;inset-inline-start:-999px}.skip:focus{inset-inline-start:8px;top:8px;background:var(--paper);padding:8px}
main{max-width:860px;margin:0 auto;padding:48px 24px 80px}
.over{color:var(--muted);font-size:13px;margin:0 0 8px}
h1,h2{font-family:"IBM Plex Serif",Georgia,"Times New Roman",serif;font-weight:500;line-height:1.2;text-wrap:balance;margin:0}
h1{font-size:40px}h2{font-size:24px;margin:56px 0 8px}h3{font-size:15px;font-weight:600;margin:28px 0 4px}
main{overflow-wrap:anywhere}table{overflow-wrap:normal}p{max-width:68ch;margin:0 0 14px}.lead p{font:20px/1.5 "IBM Plex Serif",Georgia,serif;max-width:60ch;margin:16px 0 0}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:0 16px;border-block:1px solid var(--rule);margin:32px 0 0;padding:0}
dl.figures div{padding:14px 0;display:flex;flex-direction:column-reverse;justify-content:flex-end}dl.figures dt{color:var(--muted);font-size:13px}dl.figures dd{margin:0;font:500 28px/1.2 "IBM Plex Serif",Georgia,serif}
dl.figures dt small{display:block;font-size:12px}
nav ol{columns:2;column-gap:32px;font-size:14px;padding-inline-start:20px;margin:8px 0 0}nav{margin-top:40px}
.scroll{overflow-x:auto;margin:0 0 4px}
table{width:100%;border-collapse:collapse;font-size:14px}caption{text-align:start;font-weight:600;padding:0 0 6px;font-size:14px}
th,td{padding:6px 10px 6px 0;border-bottom:1px solid var(--rule);text-align:end;vertical-align:bottom;font-weight:400}
th[scope=col]{color:var(--muted);font-size:12px;font-weight:500}th:first-child,td:first-child{text-align:start}tr.total th,tr.total td{font-weight:600;border-bottom-width:2px}
.hidden{color:var(--suppressed);padding:0 6px;background:repeating-linear-gradient(135deg,transparent 0 3px,color-mix(in srgb,var(--suppressed) 30%,transparent) 3px 4px)}
.na,.lower{color:var(--muted)}.revised{border-inline-start:3px solid var(--accent);padding-inline-start:12px}p,li,dd,blockquote,caption{unicode-bidi:plaintext}blockquote{margin:0 0 14px;padding-inline-start:16px;border-inline-start:3px solid var(--rule)}
@media screen{.wide td{white-space:nowrap}.wide th:first-child{position:sticky;inset-inline-start:0;background:var(--paper);padding-inline-end:14px}.wide th[scope=row]{max-width:15em;white-space:normal;min-width:7.5em}}
@media (forced-colors:active){.hidden{outline:1px dashed}}
.src{font-size:12px;color:var(--muted);margin:0 0 20px}
figure{margin:20px 0 4px}figure svg{width:100%;height:auto;display:block}figure svg>.f-paper{fill:none}.cn{display:none;max-width:420px}figcaption{font-size:12px;color:var(--muted)}
.proof{border-inline-start:3px solid var(--accent);padding:10px 16px;background:var(--soft);font-size:14px;margin:24px 0}
code{font-family:"IBM Plex Mono",ui-monospace,monospace;font-size:.92em;overflow-wrap:anywhere}
dl.dict{font-size:14px;margin:0}dl.dict dt{font-weight:600;margin-top:10px}dl.dict dd{margin:0;color:var(--muted);max-width:74ch}
ul.check{list-style:none;padding:0;font-size:14px}ul.check li{padding:5px 0;border-bottom:1px solid var(--rule)}ul.check b{font-weight:600}
@media screen and (max-width:640px){.cw{display:none}.cn{display:block}}
@media screen and (min-width:561px){td{white-space:nowrap}table.changes td{white-space:normal}}
@media (max-width:560px){.wide th[scope=row]{max-width:8em;min-width:6em}main{padding:28px 16px 56px}h1{font-size:30px}nav ol{columns:1}.lead p{font-size:18px}}
@page{margin:18mm 16mm}
@media print{:root{--paper:#fff;--ink:#000;--muted:#444;--rule:#bbb;--soft:#f4f4f4;--accent:#0b5c6b;color-scheme:light}body{font-size:10.5pt;background:#fff}main{max-width:none;padding:0}nav,.skip{display:none}h1{font-size:26pt}h2{font-size:15pt;margin-top:22pt;break-after:avoid}h3{break-after:avoid}h2+p:has(+figure),h2+p:has(+.scroll),caption{break-after:avoid}p{break-inside:avoid;orphans:3;widows:3}.src,figcaption{break-before:avoid}tbody tr:nth-last-child(2){break-after:avoid}tbody tr:first-child{break-after:avoid}.scroll:not(:has(table.wide)){break-inside:avoid}figure,tr,dl.figures,dl.dict dd{break-inside:avoid}dl.dict dt{break-after:avoid}thead{display:table-header-group}.scroll{overflow:visible}table{font-size:8.5pt}table.wide{font-size:6.6pt}table.wide th,table.wide td{padding-inline-end:3pt}table.wide th[scope=col]{font-size:5.8pt}table.wide .hidden{padding:0 1pt}a{color:inherit;text-decoration:none}.hidden{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`
