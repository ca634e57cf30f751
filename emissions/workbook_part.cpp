// SPDX-License-Identifier: Apache-2.0
#include "emissions/workbook_part.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <libxml/xmlreader.h>
#include <zip.h>

namespace qingkong {

struct WorkbookArchive::Handle {
    zip_t* zip = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (zip != nullptr) zip_discard(zip);
    }
};

WorkbookArchive::WorkbookArchive(std::unique_ptr<Handle> handle, std::string file)
    : handle_(std::move(handle)), file_(std::move(file)) {}
WorkbookArchive::WorkbookArchive(WorkbookArchive&&) noexcept = default;
WorkbookArchive& WorkbookArchive::operator=(WorkbookArchive&&) noexcept = default;
WorkbookArchive::~WorkbookArchive() = default;

Result<WorkbookArchive> WorkbookArchive::open(std::string_view bytes, const std::string& file) {
    const Place place{file, 0, 0, ""};
    const Text save_again{"用 Excel 或 WPS 打开，另存为不加密的 .xlsx", "wanted: saved as .xlsx without a password"};
    // The container of .xls and of workbooks with a password.
    if (bytes.starts_with("\xD0\xCF\x11\xE0"))
        return fail(place, {"旧版 .xls 或加密的工作簿", "an old .xls workbook, or one with a password"}, save_again);
    if (!bytes.starts_with("PK"))
        return fail(place, {"不是 .xlsx 工作簿", "no .xlsx workbook"}, save_again);
    auto handle = std::make_unique<Handle>();
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) handle->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (handle->zip == nullptr) {
        const std::string why = zip_error_strerror(&error);
        if (source != nullptr) zip_source_free(source);
        zip_error_fini(&error);
        return fail(place, {"工作簿已损坏或不完整（" + why + "）", "the workbook is damaged or cut short (" + why + ")"},
                    {"重新保存或重新传送后再试", "wanted: the whole file, saved or sent again"});
    }
    zip_error_fini(&error);
    return WorkbookArchive(std::move(handle), file);
}

bool WorkbookArchive::has(const std::string& part) const {
    return zip_name_locate(handle_->zip, part.c_str(), 0) >= 0;
}

struct WorkbookPart::State {
    zip_file_t* file = nullptr;
    xmlTextReaderPtr reader = nullptr;
    uint64_t bytes = 0;
    bool too_large = false;
    bool finished = false;
    std::string part;
    std::string error;  ///< first message of libxml2

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (reader != nullptr) xmlFreeTextReader(reader);
        if (file != nullptr) zip_fclose(file);
    }

    static int read(void* context, char* buffer, int size) {
        auto* state = static_cast<State*>(context);
        const zip_int64_t got = zip_fread(state->file, buffer, static_cast<zip_uint64_t>(size));
        if (got < 0) return -1;
        state->bytes += static_cast<uint64_t>(got);
        if (state->bytes <= kLargestPart) return static_cast<int>(got);
        state->too_large = true;
        return -1;
    }
    static void note_error(void* context, xmlErrorPtr error) {
        auto* state = static_cast<State*>(context);
        if (!state->error.empty() || error == nullptr || error->level < XML_ERR_ERROR) return;
        state->error = fmt::format("{} ({})", error->message == nullptr ? "XML error" : error->message, error->line);
        std::erase(state->error, '\n');
    }
};

void WorkbookPart::refuse(Text what, Text wanted) {
    state_->finished = true;
    problems_.push_back({Severity::error, {file_, 0, 0, ""}, std::move(what), std::move(wanted)});
}

WorkbookPart::WorkbookPart(const WorkbookArchive& archive, const std::string& part)
    : state_(std::make_unique<State>()), file_(archive.file()) {
    state_->part = part;
    const Text whole{"重新保存工作簿后再试", "wanted: the workbook saved again"};
    state_->file = zip_fopen(archive.handle().zip, part.c_str(), 0);
    if (state_->file == nullptr) {
        refuse({fmt::format("工作簿中没有可读的部分“{}”", part), fmt::format("the workbook has no readable part {}", part)},
               whole);
        return;
    }
    state_->reader = xmlReaderForIO(State::read, nullptr, state_.get(), nullptr, nullptr, XML_PARSE_NONET);
    if (state_->reader == nullptr) {
        refuse({fmt::format("无法读取“{}”", part), fmt::format("{} cannot be read", part)}, whole);
        return;
    }
    xmlTextReaderSetStructuredErrorHandler(state_->reader, State::note_error, state_.get());
}

WorkbookPart::~WorkbookPart() = default;

XmlNode WorkbookPart::next() {
    if (state_->finished) return XmlNode::finished;
    const int got = xmlTextReaderRead(state_->reader);
    if (got == 0) {
        state_->finished = true;
        return XmlNode::finished;
    }
    const std::string& part = state_->part;
    if (got < 0) {
        if (state_->too_large)
            refuse({fmt::format("“{}”解压后超过 {} MB", part, kLargestPart >> 20),
                    fmt::format("{} is larger than {} MB when unpacked", part, kLargestPart >> 20)},
                   {"删除空白行列和多余格式后再试", "wanted: a workbook without endless blank rows and formats"});
        else
            refuse({fmt::format("工作簿内容已损坏：{} {}", part, state_->error),
                    fmt::format("the workbook is damaged: {} {}", part, state_->error)},
                   {"用 Excel 或 WPS 打开并重新保存", "wanted: the workbook saved again"});
        return XmlNode::finished;
    }
    switch (xmlTextReaderNodeType(state_->reader)) {
        case XML_READER_TYPE_ELEMENT: return XmlNode::begin;
        case XML_READER_TYPE_END_ELEMENT: return XmlNode::end;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: return XmlNode::text;
        case XML_READER_TYPE_DOCUMENT_TYPE:
            refuse({fmt::format("“{}”含有文档类型声明，不读入", part),
                    fmt::format("{} holds a document type, which is not read", part)},
                   {"用 Excel 或 WPS 重新保存", "wanted: a workbook saved by Excel, WPS or LibreOffice"});
            return XmlNode::finished;
        default: return XmlNode::other;
    }
}

namespace {

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

}  // namespace

std::string_view WorkbookPart::name() const {
    return view(xmlTextReaderConstLocalName(state_->reader));
}
bool WorkbookPart::empty_element() const {
    return xmlTextReaderIsEmptyElement(state_->reader) == 1;
}
std::string_view WorkbookPart::text() const {
    return view(xmlTextReaderConstValue(state_->reader));
}
std::string_view WorkbookPart::attribute(std::string_view wanted) {
    for (bool more = first_attribute(); more; more = next_attribute()) {
        if (name() != wanted) continue;
        const std::string_view value = text();
        leave_attributes();
        return value;
    }
    leave_attributes();
    return {};
}
bool WorkbookPart::first_attribute() {
    return xmlTextReaderMoveToFirstAttribute(state_->reader) == 1;
}
bool WorkbookPart::next_attribute() {
    return xmlTextReaderMoveToNextAttribute(state_->reader) == 1;
}
void WorkbookPart::leave_attributes() {
    xmlTextReaderMoveToElement(state_->reader);
}

}  // namespace qingkong
