// What the page says, in both languages.

const WORDS = {
  zh: {
    title: "模板预览", size: "画幅", photo: "照片", text: "文字", view: "对照", palette: "配色", fields: "字段",
    difference: "差异", findings: "这张海报", lint: "检查整个模板", linting: "正在检查…", language: "English",
    usual: "照片", white: "全白", black: "全黑", none: "无", sample: "样例", longest: "最长", shortest: "最短",
    one: "Takumi", side: "并排", compare: "差异", optional: "可不填", live: "已连接，保存即更新", lost: "连接断开，正在重连",
    fine: "没有发现问题", clean: "整个模板没有发现问题", differs: "的像素明显不同", waiting: "等待 Takumi",
    rows: "一行一条", pairs: "一行一条，标题 | 说明",
    morning: "早", noon: "午", afternoon: "暮", evening: "晚",
    css: "样式", html: "结构", drawn: "画不出", fit: "放不下", cut: "被截断", edge: "太靠边", overlap: "重叠",
    contrast: "对比度", tofu: "缺字", error: "出错",
  },
  en: {
    title: "Template preview", size: "Size", photo: "Photo", text: "Text", view: "View", palette: "Palette", fields: "Fields",
    difference: "Difference", findings: "This poster", lint: "Check the whole template", linting: "Checking…", language: "中文",
    usual: "Photo", white: "White", black: "Black", none: "None", sample: "Sample", longest: "Longest", shortest: "Shortest",
    one: "Takumi", side: "Side by side", compare: "Difference", optional: "optional", live: "Connected; saving updates", lost: "Connection lost; trying again",
    fine: "Nothing to fix", clean: "Nothing to fix in the whole template", differs: "of pixels clearly differ", waiting: "Waiting for Takumi",
    rows: "one a line", pairs: "one a line, title | note",
    morning: "Morning", noon: "Noon", afternoon: "Afternoon", evening: "Evening",
    css: "Style", html: "Markup", drawn: "Not drawn", fit: "Does not fit", cut: "Cut", edge: "Near the edge", overlap: "Overlap",
    contrast: "Contrast", tofu: "Missing characters", error: "Error",
  },
};

let language = new URLSearchParams(location.search).get("lang")
  ?? (navigator.language.startsWith("zh") ? "zh" : "en");
if (!(language in WORDS)) language = "zh";

export const say = key => WORDS[language][key] ?? key;
export const inEnglish = () => language === "en";

export function change() {
  language = language === "zh" ? "en" : "zh";
  return language;
}

export function fill(root) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `四时 · ${say("title")}`;
  for (const node of root.querySelectorAll("[data-say]")) node.textContent = say(node.dataset.say);
}
