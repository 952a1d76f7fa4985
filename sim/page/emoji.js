// Emoji by the short names that chat uses. A name not in the table, and a glyph that this
// computer has no font for, is shown as :name:.

const TABLE = `
ok 🆗|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|white_check_mark ✅|heavy_check_mark ✔️|x ❌|no_entry ⛔
no_entry_sign 🚫|warning ⚠️|rotating_light 🚨|fire 🔥|fire_engine 🚒|boom 💥|ambulance 🚑|police_car 🚓
bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|pager 📟|telephone_receiver 📞|phone ☎️|calling 📲|iphone 📱
eyes 👀|eye 👁️|raised_hand ✋|wave 👋|clap 👏|pray 🙏|muscle 💪|point_right 👉|point_left 👈|point_up ☝️
point_down 👇|ok_hand 👌|v ✌️|handshake 🤝|raised_hands 🙌|writing_hand ✍️|heart ❤️|broken_heart 💔
green_heart 💚|blue_heart 💙|yellow_heart 💛|star ⭐|sparkles ✨|tada 🎉|confetti_ball 🎊|rocket 🚀|zap ⚡
bulb 💡|mag 🔍|mag_right 🔎|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|shield 🛡️|lock 🔒
unlock 🔓|key 🔑|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|triangular_flag_on_post 🚩
checkered_flag 🏁|white_flag 🏳️|memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|scroll 📜
books 📚|book 📖|bookmark 🔖|label 🏷️|file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|wastebasket 🗑️
inbox_tray 📥|outbox_tray 📤|package 📦|email 📧|envelope ✉️|calendar 📅|date 📅|spiral_calendar_pad 🗓️
alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|clock1 🕐
clock3 🕒|clock9 🕘|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊
computer 💻|desktop_computer 🖥️|floppy_disk 💾|cd 💿|electric_plug 🔌|battery 🔋|satellite 🛰️
satellite_antenna 📡|globe_with_meridians 🌐|earth_africa 🌍|cloud ☁️|rain_cloud 🌧️|thunder_cloud_and_rain ⛈️
sunny ☀️|umbrella ☔|snowflake ❄️|ocean 🌊|rainbow 🌈|red_circle 🔴|large_orange_circle 🟠
orange_circle 🟠|large_yellow_circle 🟡|yellow_circle 🟡|large_green_circle 🟢|green_circle 🟢
large_blue_circle 🔵|blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|red_square 🟥
large_red_square 🟥|large_orange_square 🟧|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦
white_large_square ⬜|black_large_square ⬛|small_red_triangle 🔺|small_red_triangle_down 🔻
small_blue_diamond 🔹|small_orange_diamond 🔸|arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️
arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|arrow_heading_up ⤴️|repeat 🔁
leftwards_arrow_with_hook ↩️|heavy_plus_sign ➕|heavy_minus_sign ➖|question ❓|grey_question ❔
exclamation ❗|heavy_exclamation_mark ❗|bangbang ‼️|information_source ℹ️|sos 🆘|new 🆕|100 💯
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣
construction 🚧|building_construction 🏗️|traffic_light 🚥|vertical_traffic_light 🚦|octagonal_sign 🛑
recycle ♻️|radioactive_sign ☢️|biohazard_sign ☣️|bug 🐛|ladybug 🐞|ghost 👻|robot_face 🤖|alien 👽
skull 💀|male-firefighter 👨‍🚒|firefighter 🧑‍🚒|male-technologist 👨‍💻|technologist 🧑‍💻|detective 🕵️
sleuth_or_spy 🕵️|bust_in_silhouette 👤|busts_in_silhouette 👥|speech_balloon 💬|thought_balloon 💭
smile 😄|smiley 😃|grin 😁|joy 😂|slightly_smiling_face 🙂|wink 😉|thinking_face 🤔|sob 😭|cry 😢
scream 😱|sweat_smile 😅|sunglasses 😎|cold_sweat 😰|face_with_rolling_eyes 🙄|exploding_head 🤯
see_no_evil 🙈|coffee ☕|pizza 🍕|beers 🍻|cake 🍰|house 🏠|hospital 🏥|office 🏢|crown 👑|trophy 🏆
medal 🏅|dart 🎯|art 🎨|microscope 🔬|test_tube 🧪|thermometer 🌡️|pill 💊|adhesive_bandage 🩹|helmet_with_white_cross ⛑️
twisted_rightwards_arrows 🔀|ballot_box_with_check ☑️|scissors ✂️|file_cabinet 🗄️|fast_forward ⏩|broom 🧹
arrow_forward ▶️|money_with_wings 💸|credit_card 💳|shopping_trolley 🛒|turtle 🐢|snail 🐌|whale 🐳|elephant 🐘|unicorn_face 🦄
`;

const GLYPHS = new Map(
    TABLE.trim()
        .split(/[|\n]/)
        .map((entry) => {
            const space = entry.indexOf(" ");
            return [entry.slice(0, space), entry.slice(space + 1)];
        }),
);

/** Names offered in the reaction picker. */
export const COMMON = [
    "+1",
    "-1",
    "eyes",
    "white_check_mark",
    "x",
    "pushpin",
    "paperclip",
    "alarm_clock",
    "fire",
    "rotating_light",
    "warning",
    "tada",
    "pray",
    "raised_hand",
    "heart",
    "rocket",
];

/** The glyph for a name (without colons, skin tones ignored), or null. */
export function glyphOf(name) {
    const glyph = GLYPHS.get(name.split("::")[0]);
    return glyph && hasFont(glyph) ? glyph : null;
}

/** Names that start with, then those that contain `typed`. At most `limit`. */
export function namesLike(typed, limit) {
    const names = [...GLYPHS.keys()];
    const starting = names.filter((name) => name.startsWith(typed));
    const containing = names.filter((name) => !name.startsWith(typed) && name.includes(typed));
    return [...starting, ...containing].slice(0, limit);
}

const fonts = new Map();
let canvas = null;

// A missing glyph is drawn as the same box as a code point that no font has.
function hasFont(glyph) {
    if (!fonts.has(glyph)) fonts.set(glyph, inkOf(glyph) !== inkOf("\u{10FFFE}"));
    return fonts.get(glyph);
}

function inkOf(glyph) {
    canvas ??= Object.assign(document.createElement("canvas"), { width: 24, height: 24 });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.clearRect(0, 0, 24, 24);
    context.textBaseline = "top";
    context.font = "16px sans-serif";
    context.fillText(String.fromCodePoint(glyph.codePointAt(0)), 2, 2);
    return context.getImageData(0, 0, 24, 24).data.join();
}
