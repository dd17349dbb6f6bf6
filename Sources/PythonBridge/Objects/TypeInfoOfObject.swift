// SPDX-License-Identifier: Apache-2.0

import AutomationRuntime
import CAutomation
import TypeLibrary

extension TypeInfo {
    /// The type that an ITypeInfo shows; nil for one that another implementation serves.
    static func behind(_ pointer: UnsafeMutablePointer<ITypeInfo>) -> TypeInfo? {
        (ComObject.object(from: UnsafeMutableRawPointer(pointer)) as? TypeInfoObject)?.typeInfo
    }
}
