// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "alerts/board_measure.hpp"
#include "alerts/document.hpp"
#include "alerts/operation_plan.hpp"
#include "alerts/plan_board.hpp"
#include "engine/browser_print.hpp"
#include "engine/inventory_input.hpp"
#include "engine/qr_code.hpp"
#include "tests/paper_fixtures.hpp"
#include "tests/run_program.hpp"

using namespace qingkong;

namespace {

const Inventory& example() {
    static const Inventory kInventory = [] {
        std::vector<Problem> notes;
        auto read = read_inventory_input(QINGKONG_SOURCE_DIR "/examples/city", notes);
        if (!read) throw std::runtime_error("examples/city is not read");
        return std::move(*read);
    }();
    return kInventory;
}

const Enterprise& numbered(const std::string& number) {
    for (const Enterprise& enterprise : example().enterprises)
        if (enterprise.number == number) return enterprise;
    throw std::runtime_error("no " + number);
}

BoardTerms terms_of(const std::string& day) {
    BoardTerms terms;
    terms.day = *parse_day(day);
    return terms;
}

std::string board(const Enterprise& enterprise, const BoardTerms& terms = terms_of("2014-02-20")) {
    return board_html(example(), enterprise, terms, papers::templates());
}
std::string plan(const Enterprise& enterprise, const BoardTerms& terms = terms_of("2014-02-20")) {
    return operation_plan_html(example(), enterprise, terms, papers::templates());
}

bool has(const std::string& page, const std::string& words) {
    return page.find(words) != std::string::npos;
}

/// The first tag that is not closed where it was opened, not opened, or torn; empty where all is well.
std::string badly_nested(const std::string& page) {
    static const std::set<std::string> kSingle = {"meta", "br", "col", "!DOCTYPE"};
    std::vector<std::string> open;
    for (size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
        const size_t end = page.find('>', at);
        if (end == std::string::npos) return "torn tag";
        const std::string tag = page.substr(at + 1, end - at - 1);
        if (tag.find('<') != std::string::npos) return tag;
        const bool closing = tag[0] == '/', closed = tag.back() == '/';
        const size_t from = closing ? 1 : 0;
        const std::string name = tag.substr(from, tag.find_first_of(" /", from) - from);
        if (closing) {
            if (open.empty() || open.back() != name) return tag;
            open.pop_back();
        } else if (!closed && kSingle.count(name) == 0) {
            open.push_back(name);
        }
    }
    return open.empty() ? "" : open.back();
}

/// A works of one line with all that is unknown left empty.
Enterprise bare() {
    Enterprise enterprise;
    enterprise.enterprise_id = enterprise.number = "X1";
    enterprise.area = "990101";
    enterprise.name = "甲厂";
    enterprise.plan_status = PlanStatus::filed;
    ProductionLine line;
    line.line_id = "L1";
    enterprise.lines.push_back(line);
    return enterprise;
}

}  // namespace

TEST_CASE("a board bears every measure of the plan, with the cap in tonnes a day and its base") {
    const Enterprise& cement = numbered("E0002");
    const std::string page = board(cement);
    int texts = 0;
    for (const ProductionLine& line : cement.lines)
        for (const auto& measure : line.measures.at) {
            if (!measure) continue;
            ++texts;
            CHECK(has(page, html_escaped(measure->text)));
        }
    CHECK(texts == 6);
    // Smallest of 6300, 6048 and 6229 t/d; of 4032, 4032 and 3830.
    CHECK(has(page, "限产后不超过4838.4吨/日（基准6048吨/日，三者取小；限产20%）"));
    CHECK(has(page, "限产后不超过3064吨/日（基准3830吨/日，三者取小；限产20%）"));
    CHECK(has(page, "B级（2013年1月1日起）"));
    CHECK(has(page, "除保证安全生产运行的车辆外，原则上车辆不进出厂区"));
    CHECK_FALSE(has(page, "蓝色预警"));
    CHECK(badly_nested(page) == "");
}

TEST_CASE("every example enterprise has a board and a plan, closed tag by tag") {
    int guaranteed = 0;
    for (const Enterprise& enterprise : example().enterprises) {
        const std::string page = board(enterprise), paper = plan(enterprise);
        INFO(enterprise.number);
        CHECK(badly_nested(page) == "");
        CHECK(badly_nested(paper) == "");
        for (const char* level : {"黄色预警", "橙色预警", "红色预警"}) CHECK(has(page, level));
        if (has(page, "核定允许负荷")) ++guaranteed;
    }
    CHECK(guaranteed > 0);
}

TEST_CASE("a lapsed grade and a lapsed exemption do not stand on the board") {
    Enterprise enterprise = bare();
    enterprise.grades = {{Grade::c, parse_day("2012-01-01"), parse_day("2012-12-31"), ""}};
    Exemption exemption;
    exemption.kind = ExemptionKind::strategic;
    exemption.legal_basis = "某名单";
    exemption.valid_to = parse_day("2013-06-30");
    enterprise.exemptions = {exemption};
    const std::string before = board(enterprise, terms_of("2012-12-31"));
    CHECK(has(before, "C级（2012年1月1日至2012年12月31日）"));
    CHECK(has(before, "依据：某名单；批准机关：未填报；有效期：至2013年6月30日"));
    const std::string after = board(enterprise, terms_of("2014-01-01"));
    CHECK_FALSE(has(after, "C级"));
    CHECK(has(after, "未分级（原等级已失效）"));
    CHECK_FALSE(has(after, "某名单"));
}

TEST_CASE("names with markup are text on both papers") {
    Enterprise enterprise = bare();
    enterprise.name = "<b>&\"";
    for (const std::string& page : {board(enterprise), plan(enterprise)}) {
        CHECK(has(page, "&lt;b&gt;&amp;&quot;"));
        CHECK_FALSE(has(page, "<b>&"));
        CHECK_FALSE(has(page, "<script"));
        CHECK(badly_nested(page) == "");
    }
}

TEST_CASE("what is not known is 未填报, never zero") {
    Enterprise enterprise = bare();
    ProductionLine& line = enterprise.lines[0];
    line.eia_capacity_t_per_day = Rational(5000);
    line.annual_g[static_cast<size_t>(Emitted::nox)] = 330'000'000;  // 330 t a year = 1000 kg a day
    Measure limit;
    limit.kind = MeasureKind::limit;
    limit.text = "限产20%";
    limit.limit_percent = Rational(20);
    line.measures[AlertLevel::yellow] = limit;
    const std::string page = board(enterprise), paper = plan(enterprise);
    CHECK(has(page, "负荷不超过80%（三项产能未填齐，不能折算吨/日）"));
    CHECK(has(page, "<th>有效期至</th><td>未填报</td>"));
    CHECK(has(page, "（本级别未另行规定，执行黄色预警措施）"));
    CHECK(has(paper, R"(<td class="n">5000</td><td class="n">未填报</td><td class="n">未填报</td><td class="n">未填报</td>)"));
    CHECK(has(paper, R"(<td class="n">330</td><td class="n">未填报</td><td class="n">1000.000</td>)"));
    CHECK(has(paper, R"(<td class="n">未填报</td><td class="n">200.000（20.0%）</td>)"));
    CHECK_FALSE(has(paper, "0.000（"  "0.0%）"));
}

TEST_CASE("a ramp stands with its reason, counted equipment with its number") {
    Enterprise enterprise = bare();
    Measure count;
    count.kind = MeasureKind::count;
    count.text = "停44台电解槽";
    count.counted = Counted{"台", 44, 220};
    count.ramp_hours = 24;
    count.ramp_reason = "电解槽降温";
    count.verify_by = "直流电耗";
    count.responsible = "电解车间值班长岗";
    enterprise.lines[0].measures[AlertLevel::orange] = count;
    const std::string page = board(enterprise);
    CHECK(has(page, "停44台（共220台）"));
    CHECK(has(page, "响应启动后24小时内（安全理由：电解槽降温，经县级核定）"));
    CHECK(has(plan(enterprise), "电解车间值班长岗"));
}

TEST_CASE("a board leaves a frame for the level, or names the level in force") {
    const Enterprise& cement = numbered("E0002");
    CHECK(has(board(cement), "<div class=\"now-empty\"></div>"));
    BoardTerms terms = terms_of("2014-02-20");
    terms.level = AlertLevel::orange;
    const std::string page = board(cement, terms);
    CHECK(has(page, "重污染天气橙色预警（Ⅱ级应急响应）"));
    CHECK(has(page, "★现行级别"));
    CHECK_FALSE(has(page, "<div class=\"now-empty\"></div>"));
    terms.level = AlertLevel::normal;
    CHECK(has(board(cement, terms), "当前未启动重污染天气预警"));
}

TEST_CASE("the board bears no telephone of the enterprise, the plan does") {
    const Enterprise& cement = numbered("E0002");
    CHECK_FALSE(has(board(cement), cement.contact.telephone));
    CHECK(has(plan(cement), cement.contact.telephone));
    BoardTerms terms = terms_of("2014-02-20");
    CHECK(has(board(cement, terms), "监督电话：<span class=\"blank\">"));
    terms.supervisor_telephone = "12345";
    CHECK(has(board(cement, terms), "监督电话：12345"));
}

TEST_CASE("a season beside the alert stands below the table and changes no measure in it") {
    Enterprise cement = numbered("E0002");
    RegimeRow stop;
    stop.from = parse_day("2013-11-15");
    stop.to = parse_day("2014-03-15");
    stop.document = "错峰方案";
    cement.lines[0].regimes = {stop};
    const std::string page = board(cement);
    CHECK(has(page, "1号熟料线（L1）：错峰生产停产（错峰方案），2013年11月15日至2014年3月15日"));
    CHECK(has(page, "限产后不超过4838.4吨/日"));
    CHECK_FALSE(has(board(cement, terms_of("2014-03-16")), "错峰方案"));
}

TEST_CASE("the plan has eight blocks and the reductions of the formulas") {
    const std::string page = plan(numbered("E0002"));
    for (const char* block : {"一、企业基本情况", "二、生产工艺与产排污节点", "三、排放与产能基数", "四、分级应急减排措施",
                              "五、组织实施", "六、核查指标", "七、应急响应记录", "八、公示"})
        CHECK(has(page, block));
    // 136.08 t / 330 = 412.3636 kg a day; at orange 1 - 4838.4 / 6229 of it.
    CHECK(has(page, "92.059（22.3%）"));
    CHECK(has(page, "412.364（100.0%）"));
    CHECK(has(page, "C19901030000020100000001"));
}

TEST_CASE("a code is square, quiet at its edge and bears the three finder patterns") {
    const auto svg = qr_svg("https://ews.example/e/919901033500007424");
    REQUIRE(svg);
    const size_t box = svg->find("viewBox=\"0 0 ");
    const int side = std::stoi(svg->substr(box + 13));
    std::vector<std::string> modules(static_cast<size_t>(side), std::string(static_cast<size_t>(side), ' '));
    std::istringstream path(svg->substr(svg->rfind("d=\"") + 3));
    for (char step = 0; path >> step && step == 'M';) {
        size_t x = 0, y = 0, width = 0, back = 0;
        std::string skip(4, ' ');
        path >> x >> y >> step >> width;
        path.ignore(4);  // v1h-
        path >> back >> step;
        REQUIRE(back == width);
        REQUIRE(step == 'z');
        modules.at(y).replace(x, width, std::string(width, '#'));
    }
    CHECK((side - 8 - 17) % 4 == 0);
    const size_t last = static_cast<size_t>(side) - 4 - 7;
    const std::array<std::string, 7> finder = {"#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"};
    for (const auto& [x, y] : {std::pair<size_t, size_t>{4, 4}, {last, 4}, {4, last}})
        for (size_t row = 0; row < finder.size(); ++row) CHECK(modules[y + row].substr(x, 7) == finder.at(row));
    for (size_t i = 0; i < 4; ++i) CHECK(modules[i].find('#') == std::string::npos);
    CHECK(*svg != *qr_svg("https://ews.example/e/919901033500007425"));
    CHECK_FALSE(qr_svg(""));
    CHECK_FALSE(qr_svg(std::string(4000, 'a')));
}

TEST_CASE("inventory board writes a file a paper and says when there is no browser") {
    const TestFolder folder;
    const std::string call = "q=$(command -v qingkong); PATH=/nowhere \"$q\" inventory board --inventory '" QINGKONG_SOURCE_DIR
                             "/examples/city' --date 2014-02-20 --enterprise E0002 --out boards ";
    const ProgramRun run = run_in_shell(folder, call + "--link https://ews.example/ --pdf");
    CHECK(run.status == 1);
    CHECK(has(run.err, "a PDF needs chromium"));
    const auto bytes = [&](const char* name) {
        std::ifstream in(folder.path / "boards" / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    CHECK(has(bytes("919901033500007424-board.html"), "https://ews.example/e/919901033500007424"));
    CHECK(has(bytes("919901033500007424-plan.html"), "<svg "));
    CHECK(run_in_shell(folder, call).status == 0);
    CHECK_FALSE(has(bytes("919901033500007424-board.html"), "<svg "));
    CHECK(run_in_shell(folder, call + "--link ews.example").status == 2);
    CHECK(run_in_shell(folder, call + "--level purple").status == 2);
}

TEST_CASE("a browser that hangs is ended, one that fails is told, a real one prints") {
    const TestFolder folder;
    const auto script = [&](const char* name, const char* lines) {
        const std::string file = (folder.path / name).string();
        std::ofstream(file) << "#!/bin/sh\n" << lines << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file;
    };
    const std::string html = (folder.path / "a b.html").string(), pdf = (folder.path / "a b.pdf").string();
    std::ofstream(html) << board(numbered("E0002"));
    const auto late = print_pdf(script("slow", "sleep 600 & wait"), html, pdf, 1);
    REQUIRE_FALSE(late);
    CHECK(has(late.error()[0].what.en, "not done in 1 s"));
    CHECK_FALSE(print_pdf(script("broken", "exit 3"), html, pdf));
    CHECK_FALSE(print_pdf(script("idle", "exit 0"), html, pdf));
    CHECK_FALSE(print_pdf((folder.path / "none").string(), html, pdf));
    CHECK_FALSE(std::filesystem::exists(pdf));
    const std::string browser = find_browser();
    if (browser.empty()) return;
    CHECK(print_pdf(browser, html, pdf));
    CHECK(std::filesystem::file_size(pdf) > 10'000);
}
