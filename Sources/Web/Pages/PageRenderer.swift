internal import Foundation
internal import Mustache

/// Makes pages of templates. What a template shows is escaped unless the template says otherwise, which none may do for text that
/// comes from people.
package struct PageRenderer: Sendable {
    /// A template that is missing or malformed: the installation is not whole.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    private let library: MustacheLibrary

    /// `folder` holds every template of `Template`, and parts that they name.
    package init(folder: String) throws {
        MustacheContentTypes.register(EscapedText(), named: EscapedText.name)
        var library = MustacheLibrary()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        for name in names where name.hasSuffix(".mustache") {
            do {
                let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
                let prefix = "{{% CONTENT_TYPE: \(EscapedText.name)}}"
                try library.register(prefix + text, named: String(name.dropLast(".mustache".count)))
            } catch {
                throw Unusable(description: "\(folder)/\(name): \(error)")
            }
        }
        for template in Template.allCases where library.getTemplate(named: template.rawValue) == nil {
            throw Unusable(description: "\(folder)/\(template.rawValue).mustache is missing")
        }
        self.library = library
    }

    /// `content` is what the template's names mean: a struct's properties, by their names. The frame around it is `frame`.
    func html(_ template: Template, _ content: Any, frame: PageFrame) -> String {
        // Every template was there at the start.
        library.render(["page": content, "frame": frame] as [String: Any], withTemplate: template.rawValue) ?? ""
    }
}
