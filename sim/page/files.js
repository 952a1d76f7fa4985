// Files below a message: a picture as it is, a text by its beginning, anything else by its name.

import { el } from "./dom.js";

export function drawFiles(files) {
    return files.map((file) => {
        const address = new URL(file.url_private).pathname;
        return el("figure", { class: "file", "data-file": file.id }, caption(file, address), content(file, address));
    });
}

function caption(file, address) {
    return el(
        "figcaption",
        {},
        el("a", { href: address, download: file.name }, file.title),
        el("span", { class: "file-kind" }, ` ${file.pretty_type}, ${sizeOf(file.size)}`),
    );
}

function content(file, address) {
    if (file.mimetype.startsWith("image/"))
        return el("img", {
            class: "file-image",
            src: address,
            alt: file.alt_txt ?? file.title,
            width: file.original_w ?? null,
            height: file.original_h ?? null,
        });
    if (file.preview !== undefined)
        return el("pre", { class: "file-text", tabindex: "0" }, file.preview + (file.preview_is_truncated ? "\n…" : ""));
    return null;
}

function sizeOf(bytes) {
    return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} KB`;
}
